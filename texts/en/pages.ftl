# Public pages about reasons, without any case: what needs a value of a case is said in general.

page-reasons = Reasons, and what to do
page-reasons-what = Everything that can stand in the way of a verification, in plain words. Your own result names what was found, marked on your photo.
page-saw-in-general = What we saw in your case is shown with your result.
page-need-in-general = What is needed in your case is shown with your result.
page-next = Who decides next
page-next-retry = You do: take the photo again. The new one is then checked by itself.
page-next-correct = You do: correct what you entered, or use another document. It is then checked by itself.
page-next-review = A person looks at it and decides. You are told when, and can appeal.
page-next-final = The rules of whoever asks for the verification decide it. You can appeal, and a person looks at it.
page-next-technical = We do: it goes on as soon as this is solved, and no attempt is lost.
page-all = All reasons
page-back = Back to your verification
page-language = 中文

page-group-file = Files
page-group-device = Camera and browser
page-group-net = Connection
page-group-capture = Taking the photo
page-group-img = Quality of the photo
page-group-doc = Document
page-group-read = Reading the document
page-group-mrz = Machine-readable lines
page-group-barcode = Barcode
page-group-chip = Chip
page-group-data = What you entered and what the document says
page-group-auth = Photos of the document itself
page-group-face = Face
page-group-live = Presence of a person
page-group-policy = Rules of whoever asks
page-group-session = Session
page-group-consent = Consent
page-group-appeal = Appeal
page-group-sys = Our side
