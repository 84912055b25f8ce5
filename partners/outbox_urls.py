"""Addresses of the outbox and of the demo's mailbox."""

from django.urls import path

from partners.views import mailbox, messages

urlpatterns = [
    path("berichten/", messages.MessageListView.as_view(), name="messages"),
    path("berichten/<int:pk>/", messages.MessageDetailView.as_view(), name="message"),
    path("berichten/<int:pk>/opnieuw/", messages.ResendView.as_view(), name="message_resend"),
    path("berichten/<int:pk>/afdoen/", messages.SetAsideView.as_view(), name="message_set_aside"),
    path("postbus/", mailbox.MailboxView.as_view(), name="mailbox"),
    path("postbus/<int:pk>/", mailbox.MailboxMessageView.as_view(), name="mailbox_message"),
]
