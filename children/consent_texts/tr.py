"""The guardian's page in Turkish."""

from children.consent_texts.wording import Ask, Wording
from children.states import ConsentScope, FormSection

WORDING = Wording(
    asks={
        ConsentScope.DISCUSS: Ask(
            "İlkokul ({school}) {child} hakkında bizimle birlikte düşünebilir mi?",
            "O zaman okulun kalite koordinatörü görüşmelerimize katılır. Bu kişi çocuklara okula "
            "başlarken yardım eder.",
        ),
        ConsentScope.ASKED_AT_35: Ask(
            "{child} üç buçuk yaşına geldiğinde size yeniden soru sorabilir miyiz?",
            "O zaman okulun neleri bilebileceğini soracağız. Şimdi hiçbir şey paylaşmıyoruz.",
        ),
        ConsentScope.OBSERVE: Ask(
            "İlkokul ({school}) {child} için gruba gelip gözlem yapabilir mi?",
            "Okulun kalite koordinatörü çocuğunuzun nasıl oynadığına ve öğrendiğine bakar. "
            "Çocuk: {child}.",
        ),
        ConsentScope.OBSERVE_OWN: Ask(
            "Bakım koordinatörümüz veya çağırdığı bir ekip {child} için gözlem yapabilir mi?",
            "Bu, grupta olur. Okula bir şey söylemeyiz. Kimin geleceğini size önceden söyleriz.",
        ),
        ConsentScope.SHARE_FORM: Ask(
            "İlkokul ({school}) {child} hakkında yazdıklarımızı okuyabilir mi?",
            "Yalnızca şunlarla ilgilidir: {parts}.",
        ),
        ConsentScope.SUPPORT_TEAM: Ask(
            "{child} için yardım konusunu sizinle ve başkalarıyla konuşabilir miyiz?",
            "Görüşmeye katılacaklar: {partners}. Başka biri katılırsa size yeniden sorarız.",
        ),
        ConsentScope.HEALTH: Ask(
            "İlkokul ({school}) {child} hakkındaki sağlık bilgilerimizi de öğrenebilir mi?",
            "Bu ayrı bir sorudur. Hayır derseniz diğer seçimlerinizde hiçbir şey değişmez.",
        ),
    },
    sections={
        FormSection.BASICS: "neyin yardımcı olduğu ve dikkat çekenler",
        FormSection.DEVELOPMENT: "gelişim",
        FormSection.SUPPORT: "şimdiye kadar verilen yardım",
        FormSection.REPORT: "kreşin raporu",
        FormSection.ARRANGEMENT: "ek bir yer veya resmi karar",
    },
    words={
        "gate_title": "Kreşten bir soru",
        "gate_intro": "Kreşin size bir sorusu var. Önce bir tarih girin.",
        "born": "Çocuğunuzun doğum tarihi",
        "born_hint": "Gün, ay ve yıl. Örneğin 14-3-2023.",
        "next": "Devam",
        "no_date": "Bir tarih girin, örneğin 14-3-2023.",
        "no_match": "Bu bağlantı ile bu tarih birbirine uymuyor. Tarihi kontrol edin. "
        "Beş denemeden sonra bağlantı çalışmaz. O zaman aşağıdaki düğmeyle yenisini isteyin.",
        "too_often": "Çok fazla denendi. Beş dakika bekleyin.",
        "too_late": "Bu yarım saatten uzun sürdü. "
        "Tarihi tekrar girin: o zaman seçiminizi göndeririz.",
        "heading": "{child} hakkında bir soru",
        "asks": "Bunu size kreş ({location}) soruyor.",
        "you_decide": "Karar sizin. Hayır derseniz {child} için hiçbir şey değişmez.",
        "yes": "Evet, olur",
        "no": "Hayır, olmaz",
        "object": "Buna katılmıyorum",
        "other_yes": "Bir ebeveyn zaten izin verdi. Katılmıyor musunuz? O zaman paylaşım durur.",
        "everybody": "Bunun için velayeti olan bütün ebeveynlerin evet demesi gerekir.",
        "more": "Daha fazla bilgi",
        "reads": "Bunu yalnızca soruda adı geçen okul görebilir. Belediye göremez.",
        "until": "Evet cevabı şu güne kadar geçerlidir: {day}.",
        "stop_later": "Her zaman durdurabilirsiniz: bu bağlantıyla veya kreşten alacağınız yeni "
        "bir bağlantıyla. Nedenini söylemeniz gerekmez.",
        "send": "Seçimimi gönder",
        "choose": "Önce bir soru için seçiminizi yapın.",
        "closed": "Bu soru değişti. Şu an geçerli olan aşağıdadır.",
        "earlier": "Daha önceki seçimleriniz",
        "said_yes": "Evet dediniz.",
        "said_no": "Hayır dediniz.",
        "said_object": "Buna katılmadınız.",
        "stop": "Durdur",
        "thanks": "Teşekkürler. Seçiminiz kaydedildi.",
        "stopped": "İzniniz durduruldu.",
        "nothing": "Şu anda size bir soru yok.",
        "expired": "Bu bağlantıyla artık cevap veremezsiniz. "
        "Aşağıdaki düğmeyle veya kreşten yenisini isteyin. Durdurmak hâlâ mümkündür.",
        "language": "Dil seçin",
        "skip": "Doğrudan içeriğe geç",
        "error": "Hata:",
        "school_partner": "ilkokul {school}",
        "hidden": "ad gösterilmiyor",
    },
)
