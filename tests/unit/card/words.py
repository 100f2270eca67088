"""Trial translations for the card samples. They are drafts: nobody has checked them."""

URDU = {
    "{name} – my words": "{name} – میرے الفاظ",
    "Safe ways to talk with me": "مجھ سے بات کرنے کے محفوظ طریقے",
    "What I want": "میں کیا چاہتی ہوں",
    "Please do not": "براہِ مہربانی یہ نہ کریں",
    "Who can see this": "یہ کون دیکھ سکتا ہے",
    "My people": "میرے لوگ",
    "What helps me feel safe": "مجھے محفوظ محسوس کرنے میں کیا مدد دیتا ہے",
    "Urdu interpreter. A woman. Not my family.": "اردو مترجم۔ خاتون۔ میرے خاندان سے نہیں۔",
    "Text only. Between 10 and 2.": "صرف میسج۔ 10 سے 2 بجے تک۔",
    "No letters to my home.": "گھر پر خط نہ بھیجیں۔",
    "A quiet room. My son not there.": "پرسکون کمرہ۔ بیٹا وہاں نہ ہو۔",
    "I want to stay in my home.": "میں اپنے گھر میں رہنا چاہتی ہوں۔",
    "I want my bank card back.": "مجھے اپنا بینک کارڈ واپس چاہیے۔",
    "Do not phone my house.": "میرے گھر فون نہ کریں۔",
    "Do not tell my son what I said.": "میرے بیٹے کو نہ بتائیں کہ میں نے کیا کہا۔",
    "I made this card for: {reader}.": "میں نے یہ کارڈ بنایا ہے: {reader}۔",
    "Social worker": "سوشل ورکر",
    "Ask me first before anyone else.": "کسی اور کو دکھانے سے پہلے مجھ سے پوچھیں۔",
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
    "Who can see this": "Kto może to zobaczyć",
    "I made this card for: {reader}.": "Ta karta jest dla: {reader}.",
    "Social worker": "Pracownik socjalny",
    "Ask me first before anyone else.": "Najpierw zapytajcie mnie.",
    "If someone may be badly hurt, you may have to tell. Tell me first if it is safe.": (
        "Jeśli komuś grozi poważna krzywda, może trzeba będzie to powiedzieć. "
        "Najpierw powiedzcie mnie, jeśli to bezpieczne."
    ),
    "What helps me feel safe": "Co pomaga mi czuć się bezpiecznie",
    "I feel safe.": "Czuję się bezpiecznie.",
}
