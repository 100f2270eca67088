"""Trial translations for the card samples. They are drafts: nobody has checked them."""

URDU = {
    "{name} – my words": "{name} – میرے الفاظ",
    "Safe ways to talk with me": "مجھ سے بات کرنے کے محفوظ طریقے",
    "What I want": "میں کیا چاہتی ہوں",
    "My limits: please keep to them": "میری حدیں: مہربانی کر کے ان کا خیال رکھیں",
    "From the app": "ایپ کی طرف سے",
    "My people": "میرے لوگ",
    "Being safe": "محفوظ ہونا",
    "Urdu interpreter. A woman. Not my family.": "اردو مترجم۔ خاتون۔ میرے خاندان سے نہیں۔",
    "Text only. Between 10 and 2.": "صرف میسج۔ 10 سے 2 بجے تک۔",
    "No letters to my home.": "گھر پر خط نہ بھیجیں۔",
    "A quiet room. My son not there.": "پرسکون کمرہ۔ بیٹا وہاں نہ ہو۔",
    "I want to stay in my home.": "میں اپنے گھر میں رہنا چاہتی ہوں۔",
    "I want my bank card back.": "مجھے اپنا بینک کارڈ واپس چاہیے۔",
    "Do not phone my house.": "میرے گھر فون نہ کریں۔",
    "Do not tell my son what I said.": "میرے بیٹے کو نہ بتائیں کہ میں نے کیا کہا۔",
    "This OK is only for: {reader}. Others need a new OK.": (
        "یہ اجازت صرف اس کے لیے ہے: {reader}۔ دوسروں کے لیے نئی اجازت چاہیے۔"
    ),
    "Social worker": "سوشل ورکر",
    "Sister": "بہن",
    "I want my advocate to help me.": "میں چاہتی ہوں کہ میری وکیل میری مدد کرے۔",
    "My sister comes on Sundays.": "میری بہن اتوار کو آتی ہے۔",
    "I can lock my room.": "میں اپنا کمرہ بند کر سکتی ہوں۔",
    "draft": "مسودہ",
    "Only in English. Ask an interpreter.": "صرف انگریزی میں۔ مترجم سے پوچھیں۔",
}
POLISH = {
    "{name} – my words": "{name} – moje słowa",
    "What I want": "Czego chcę",
    "I want to stay in my home.": "Chcę zostać w swoim domu.",
    "From the app": "Od aplikacji",
    "This OK is only for: {reader}. Others need a new OK.": (
        "Dla kogo jest ta zgoda: {reader}. Inni potrzebują nowej zgody."
    ),
    "Social worker": "Pracownik socjalny",
    "You may have to tell others, to keep people safe. If it is safe, tell the person first.": (
        "Być może musicie powiedzieć innym, żeby chronić ludzi. "
        "Jeśli to bezpieczne, najpierw powiedzcie tej osobie."
    ),
    "Being safe": "Bezpieczeństwo",
    "I feel safe.": "Czuję się bezpiecznie.",
}
