# Words of reports, and what stands for a family of reasons whose members are not named.

unit-grey-levels = grey levels
unit-pixels = { $count ->
    [one] pixel
   *[other] pixels
}
unit-pixels-per-millimetre = pixels per millimetre
unit-degrees = { $count ->
    [one] degree
   *[other] degrees
}
unit-corners = { $count ->
    [one] corner
   *[other] corners
}
unit-documents = { $count ->
    [one] document
   *[other] documents
}
unit-faces = { $count ->
    [one] face
   *[other] faces
}
unit-frames = { $count ->
    [one] frame
   *[other] frames
}
unit-milliseconds = ms
unit-bits = { $count ->
    [one] bit
   *[other] bits
}
unit-years = { $count ->
    [one] year
   *[other] years
}

word-passport = passport
word-id-card = identity card
word-residence-permit = residence permit
word-driving-licence = driving licence
word-visa = visa
word-front = front
word-back = back
word-name = name
word-birth-date = date of birth
word-birth-country = country of birth
word-nationality = nationality
word-number = number
word-sex = sex
word-expiry = date of expiry
word-address = address
word-validity = validity
word-kind = type of document
word-portrait = portrait
word-face-match = comparison of faces
word-nod = a nod
word-blink = both eyes closed for a moment
word-turn-left = a turn of the head to your left
word-turn-right = a turn of the head to your right
word-liveness = video of the face
word-held = photo of you with document and statement
word-statement = photo of the statement
word-given-up = it could not be made
word-not-found = not found
word-mrz = machine-readable lines
word-document-number = number
word-expiry-date = date of expiry
word-optional-data = optional data
word-composite = all lines together

family-data = The data need a second look
    .saw = Something in the data could not be confirmed by itself.
    .need = The parts of the document must agree.
    .do = Take a new photo once; after that a person looks at it.
family-auth = The document needs a second look
    .saw = Something about the document could not be confirmed by itself.
    .need = A person confirms it.
    .do = Take a new photo of the document itself; you can appeal.
family-doc = The document needs a second look
    .saw = Something about the document could not be confirmed by itself.
    .need = A person confirms it.
    .do = Use your current document; you can appeal.
family-face = The face needs a second look
    .saw = The faces could not be compared for sure.
    .need = A person confirms it.
    .do = Take one more selfie in good light; you can appeal.
family-live = The presence of a person was not confirmed
    .saw = The clip could not be confirmed.
    .need = A confirmation is needed.
    .do = Try once more with the camera of your phone; you can appeal.
family-session = The session needs a second look
    .saw = Something in the session could not be confirmed by itself.
    .need = A person confirms it.
    .do = You can appeal, so that a person looks at it.
family-appeal = The appeal needs a second look
    .saw = Something in the evidence could not be confirmed by itself.
    .need = A person confirms it.
    .do = You need do nothing.

report-title = Result of the check
report-approved = Approved
report-needs-resubmission = Something needs to be mended
report-in-review = A person looks at it
report-declined = Declined
report-nothing = Nothing was found that stands in the way.
report-saw = What we saw
report-need = What is needed
report-do = What to do
report-hint = Good to know
report-entered = You entered
report-document = The document says
report-front = Front of the document
report-back = Back of the document
report-selfie = Selfie
report-claim = What you entered
report-swapped = Day and month may be swapped.
report-decided = Decided on
report-index = Cases of specimens, one thing wrong with each
report-no-cause = No cause was found
report-unexpected = Not as expected:
report-not-checked = Not checked yet
appeal-purpose = for { $party } identity verification only
