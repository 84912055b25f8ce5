"""What a guardian reads beside a link: in a mail, in the childcare's own app, on a sheet.

Nothing of the child stands in it, and no name is bent: the childcare signs on a line of its own.
"""

from dataclasses import dataclass

from children.states import Language


@dataclass(frozen=True)
class Invitation:
    """The sentences around a link in one language."""

    asks: str
    open_it: str
    scan: str
    how: str
    free: str


INVITATIONS: dict[Language, Invitation] = {
    Language.NL: Invitation(
        asks="De kinderopvang heeft een vraag voor u.",
        open_it="Open deze link:",
        scan="Scan de code met de camera van uw telefoon. Of typ het adres eronder.",
        how="Vul dan de geboortedatum van uw kind in. Antwoorden kan 14 dagen, stoppen altijd.",
        free="U beslist zelf. Bij nee verandert er niets voor uw kind.",
    ),
    Language.EN: Invitation(
        asks="The childcare centre has a question for you.",
        open_it="Open this link:",
        scan="Scan the code with the camera of your phone. Or type the address below it.",
        how="Then fill in your child’s date of birth. You can answer for 14 days, and always stop.",
        free="You decide. If you say no, nothing changes for your child.",
    ),
    Language.TR: Invitation(
        asks="Kreşin size bir sorusu var.",
        open_it="Bu bağlantıyı açın:",
        scan="Kodu telefonunuzun kamerasıyla tarayın. Ya da altındaki adresi yazın.",
        how="Sonra çocuğunuzun doğum tarihini yazın. 14 gün cevap verebilir, her zaman "
        "durdurabilirsiniz.",
        free="Karar sizin. Hayır derseniz çocuğunuz için hiçbir şey değişmez.",
    ),
    Language.AR: Invitation(
        asks="لدى الحضانة سؤال لك.",
        open_it="افتح هذا الرابط:",
        scan="امسح الرمز بكاميرا هاتفك. أو اكتب العنوان الموجود تحته.",
        how="ثم اكتب تاريخ ميلاد طفلك. يمكنك الإجابة خلال 14 يوما، والإيقاف في أي وقت.",
        free="القرار لك. إذا قلت لا فلن يتغير شيء بالنسبة إلى طفلك.",
    ),
    Language.PL: Invitation(
        asks="Placówka opieki ma do Państwa pytanie.",
        open_it="Proszę otworzyć ten link:",
        scan="Proszę zeskanować kod aparatem telefonu. Albo wpisać adres pod nim.",
        how="Potem proszę wpisać datę urodzenia dziecka. Odpowiedzieć można przez 14 dni, "
        "a zatrzymać zgodę zawsze.",
        free="Decyzja należy do Państwa. Jeśli odpowiedź brzmi nie, nic się nie zmienia dla "
        "dziecka.",
    ),
    Language.UK: Invitation(
        asks="Дитячий заклад має до вас запитання.",
        open_it="Відкрийте це посилання:",
        scan="Відскануйте код камерою телефону. Або введіть адресу під ним.",
        how="Потім введіть дату народження дитини. Відповісти можна протягом 14 днів, зупинити "
        "дозвіл — завжди.",
        free="Вирішуєте ви. Якщо ви скажете «ні», для дитини нічого не зміниться.",
    ),
}
