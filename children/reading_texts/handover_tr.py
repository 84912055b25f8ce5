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
}
