"""What a guardian reads of the handover form, in Turkish."""

WORDS = {
    "handover_link": "Kreşin okula anlattıklarını okuyun",
    "handover_heading": "Kreş, {child} hakkında okula ne anlatıyor",
    "handover_asked": "Kreş bunu okulla paylaşmak istiyor. Okul bunu yalnızca siz evet derseniz ve"
    " yalnızca işaretlediğiniz bölümleri okur.",
    "handover_shared": "Kreş bunu sizin izninizle paylaştı. Bir şey değişirse burada okursunuz.",
    "handover_none": "Henüz okunacak bir şey yok.",
    "handover_view": "Siz ne anlatmak istersiniz?",
    "handover_view_hint": "Yazdığınızı kreş okur. Okul bu formu okursa bunu da okur.",
    "handover_sent": "Teşekkürler. Kreş bunu okuyacak.",
    "own_link": "Okula kendiniz verin",
    "own_open": "Kod oluşturun veya bakın",
    "own_intro": "Kendi kodunuzla bir okulun bunu okumasını sağlarsınız. Bu herhangi bir okul "
    "olabilir, başka bir belediyedeki okul da.",
    "own_heading": "{child}: okula kendiniz verin",
    "own_how": "Kodu okula verin. Okul kodu ve {child} adlı çocuğun doğum tarihini girer. Okul "
    "bunu {days} gün içinde bir kez okuyabilir. Birinin okuduğunu kayıtlarda görürsünüz.",
    "own_frozen": "Okul şu anda burada yazanı ve sizin eklediklerinizi okur. Diğer ebeveynle "
    "ilgili olanı okumaz.",
    "own_health": "Okul sağlıkla ilgili olanı da okuyabilir",
    "own_make": "Kod oluştur",
    "own_again": "Yeni kod oluştur",
    "own_replaces": "Yeni kod eskisinin yerine geçer.",
    "own_code": "Kodunuz",
    "own_once": "Kodu yalnızca bir kez görürsünüz. Yazın veya fotoğrafını çekin.",
    "own_where": "Okulun okuyacağı adres:",
    "own_codes": "Kodlarınız",
    "own_made_on": "{day} tarihinde oluşturuldu",
    "own_live": "{day} tarihine kadar geçerli",
    "own_read": "{day} tarihinde okundu",
    "own_stopped": "sizin tarafınızdan durduruldu veya değiştirildi",
    "own_blocked": "artık geçerli değil: çok fazla yanlış doğum tarihi",
    "own_expired": "süresi doldu: artık geçerli değil",
    "own_stop": "Bu kodu durdur",
    "own_stop_done": "Kod artık geçerli değil.",
    "own_none": "Şu anda verilecek bir şey yok.",
    "own_many": "Çok kod oluşturdunuz. Bir hafta sonra tekrar deneyin.",
    "own_back": "Kreşin yazdıklarına dön",
    "role.code": "kodunuzu kullanan biri",
}
