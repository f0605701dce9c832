# What applicants read on the pages of the flow.

loading = Loading
go-on = Continue
back = Back
close = Close
connection-away = The server does not answer. Nothing is lost; this page goes on by itself as soon as it is back.
connection-busy = The server is busy. Nothing is lost; this page goes on by itself in a moment.
keeping-short = This browser cannot keep your photos: its storage is full or closed, as in a private window. You can go on; please do not reload this page until you have submitted.
clock-wrong = The clock of this device is wrong. By our clock it is { $now }; the times here go by that.
fault-title = This page could not be shown
fault-what = What you entered and the photos you took are kept on this device.
fault-part = A part of the page did not load. Please check the connection and load the page again.
fault-again = Load again
tabs-title = You go on in another tab
tabs-what = This verification was opened in another tab or window. It goes on there, with everything you entered.
tabs-here = Go on here instead
photo-gone = This photo is not kept any more.

# The frame.
frame-test = Test: nothing here is about a real person.
frame-reasons = Reasons explained
progress-title = Steps
progress-at = Step { $step } of { $steps }
progress-to = Go to step { $step }: { $name }
progress-step = Step { $step }: { $name }
step-start = Before you begin
step-you = Your details
step-front = Front of the document
step-back = Back of the document
step-face = Photo of your face
step-liveness = Short video
step-review = Review

contact = Contact a person
contact-ways = The people at { $party } can be reached here:
contact-none = Write here, and a person reads it.
contact-lost = Without the link of your verification we cannot tell who you are. Please contact the site that sent you here.
contact-label = Your message
contact-hint = The page that you are on is named with it. Please do not write passwords.
contact-send = Send
contact-sent = Your message is with a person now. You can go on meanwhile.
contact-too-many = Several messages came already in this hour. They are with a person; please wait for an answer.

left-title = { $count ->
    [0] Nothing left this device yet
    [one] One thing left this device
   *[other] { $count } things left this device
}
left-panel = What left this device
left-nothing = Nothing yet. What you type and photograph stays on this device until you confirm it.
left-where = Sent over an encrypted connection, kept encrypted, for { $party }.
left-stays = What is still on this device alone
left-stays-nothing = No photos.
left-checked-here = Checks run on this device wherever they can. Photos are sent only after you said that they shall be used.
left-draft = What you typed so far
left-claim = Your details
left-front = Photo of the front
left-back = Photo of the back
left-selfie = Photo of your face
left-liveness = Short video
left-help = Your message to a person
left-held = Photo of you with document and paper
left-statement = Photo of your statement
left-extra = Another photo for the appeal
left-explanation = What you wrote for the appeal
left-message = A message about the appeal
left-answer = Your answer about the appeal

clear = Clear and begin again
clear-title = Clear what is kept here?
clear-yes = Clear
clear-what = What you typed and photographed on this device is deleted, and the page begins anew with what was sent already. No attempt is lost.

withdraw = Withdraw consent to the face check
withdraw-title = Withdraw consent to the face check?
withdraw-yes = Withdraw and delete
withdraw-what = The photo of your face, the short video and everything measured of them are deleted at once, here and on the server. This cannot be undone.
withdraw-appeal = Of an appeal that is not sent yet, the photo of you with your document is deleted as well; of one that was sent, what was measured of your face.
withdraw-after = Your verification goes on. A person decides it instead, which can take longer.
withdraw-done = Your consent is withdrawn, and what belonged to it is deleted. A person decides.

finding-more = More about this
finding-hint = Good to know; it does not stand in the way.
finding-review = A person looks at this.
diff-typed = You entered
diff-document = The document says

diff-fits = What would fit

mend-swap = Swap the two names
mend-take = { $field }: use “{ $value }”
fix-you = Change what I entered
fix-front = Take the front again
fix-back = Take the back again
fix-face = Take the selfie again
fix-liveness = Record the video again
field-type = Type of document
field-issuing_country = Issuing country
field-number = Document number
field-expires = Date of expiry
field-family_name = Family name
field-given_names = Given names
field-name = Name
field-native_name = Name in its own script
field-birth_date = Date of birth
field-birth_country = Country of birth
field-nationality = Nationality
type-passport = Passport
type-id_card = Identity card
type-residence_permit = Residence permit
type-driving_licence = Driving licence
type-visa = Visa

# The first page.
start-title = Verify your identity
start-lead = { $party } asks you to show who you are. You see what is wrong with a photo before you send it.
start-needs = What you need
start-document = One valid document of yours: { $documents }. The original, not a copy.
start-camera = A camera. You can go on with your phone at any time.
start-minutes = About three minutes. You can stop and come back; nothing is lost.
start-minutes-face = About five minutes, and a place with even light. You can stop and come back; nothing is lost.
start-until = The link works until { $date }.
start-data = How your data is used
start-data-here = Photos are checked on this device first. Nothing is sent until you say that a photo shall be used.
start-data-sent = What you enter and confirm goes to { $party } over an encrypted connection and is kept encrypted.
start-data-kept = It is kept as long as a check and a possible appeal need it and the law asks for, then deleted.
start-data-kept-days = You can appeal for { $appeal } days after a decision. Photos are deleted { $evidence } days after that, and the record of the decision after { $record } days.
start-data-person = You can ask for a copy or for deletion, and you can talk to a person on every page.
consent-processing = Use of your data
consent-processing-what = { $party } may use the details and photos that you confirm to check who you are.
consent-yes = I agree
consent-no = I do not agree
consent-no-what = Nothing is checked, and this verification ends.
consent-face = The face check
consent-face-what = Your face is compared with the picture on your document, and a short video shows that you are there. For that, measurements of your face are made; { $party } uses them for this check alone.
consent-face-choice = The choice is yours. You can change it later: withdraw at any time, and everything about your face is deleted.
consent-face-yes = Yes, compare my face
consent-face-no = No, without the face check
consent-face-no-what = No face is looked at by a program. A person decides, which can take longer.
consent-missing = Please choose one of the two.
consent-version = Version of these texts: 2026-11
decline-title = End this verification?
decline-yes = I do not agree, end it
decline-what = Nothing is checked. { $party } is told that you did not agree, and nothing else. To begin again you need a new link from there.

# What is typed.
you-title = Your details
you-lead = Please enter everything as the document has it.
you-document = Your document
you-number-hint = Letters and digits, without spaces. On cards it may be called “document number”.
you-expires = Date of expiry (optional)
you-expires-hint = Leave it empty if the document has none.
you-name = Your name
you-name-hint = As on the document, also called “surname”.
you-name-hint-chinese = As on the card, in Chinese characters or in pinyin.
you-given-hint = All of them, in the order of the document.
you-one-name = Name
you-one = I have one name only
you-native-add = Add the name in its own script
you-native-hint = If the document has it, such as Chinese, Arabic or Cyrillic letters.
you-preview = How your name may stand on the document
you-spellings = Each of these is accepted:
you-mrz = In the lines at the bottom of the document, which machines read:
you-mrz-cut = The name is too long for this line, so its end is left out. That is as it should be.
you-preview-why = Please compare it with your document, letter by letter.
you-birth = Your birth and nationality
you-kept = Kept as you type.
you-missing = { $count ->
    [one] One field is still to be filled in. It is marked.
   *[other] { $count } fields are still to be filled in. They are marked.
}
you-needs-name = Please enter the name on the document.
you-needs-type = Please choose the document that you use.
you-needs-number = Please enter the number of the document.
you-needs-country = Please choose a country from the list.
you-needs-birth = Please enter the date of birth.
you-no-such-day = There is no such day. Please compare day, month and year.
you-birth-in-future = This day is still to come. Please compare the year.
you-no-country = No country of that name or code.
day-year = Year
day-month = Month
day-day = Day
day-unknown = Not on the document

# Before it is submitted.
review-title = Review and submit
review-lead = This is what you submit. You can change all of it until then.
review-no-face = Without the face check: a person decides.
review-found = What we found
review-checking = Looking at everything together.
review-checking-server = The server looks at your photos. No attempt is spent.
review-nothing = Nothing was found that stands in the way.
review-some = { $count ->
    [one] One thing can be mended now, before it costs an attempt.
   *[other] { $count } things can be mended now, before they cost an attempt.
}
review-hints = { $count ->
    [one] One hint. It does not stand in the way; you can submit.
   *[other] { $count } hints. They do not stand in the way; you can submit.
}
review-by-server = Checked by the server, as this browser could not.
review-attempt = This is attempt { $attempt } of { $most }.
review-add = Next: { $what }
review-submit = Submit
review-after = Authenticity and the comparison of faces are checked after you submit.
review-anyway-title = This will most likely come back
review-anyway-what = { $count ->
    [one] One thing is still open. If you submit now, an attempt is spent, and you will most likely be asked to mend it.
   *[other] { $count } things are still open. If you submit now, an attempt is spent, and you will most likely be asked to mend them.
}
review-anyway-yes = Submit anyway
review-anyway-no = Mend first
piece-missing = Still missing
piece-unconfirmed = Taken, not confirmed yet
piece-entered = Entered
piece-here = Confirmed, waits to be sent
piece-sent = Sent
piece-sending = Sending, { $percent } %
piece-open = { $count ->
    [one] One thing to mend
   *[other] { $count } things to mend
}
piece-change = Change
piece-add = Add
sending-files = Sending your photos. If the connection breaks, they go on where they stopped.
sending-claim = Sending your details.
sending-submit = Submitting.

# Where it stands. One pair for each state of a session.
state-created-title = Your verification is ready
state-created-what = You can begin whenever you like.
state-collecting-title = Your verification has begun
state-collecting-what = What you entered and the photos you took are kept until you submit them.
state-submitted-title = We have everything
state-submitted-what = It is being checked. This mostly takes a few seconds.
state-checking-title = We have everything
state-checking-what = It is being checked. This mostly takes a few seconds.
state-technical_hold-title = Something failed on our side
state-technical_hold-what = It is tried again by itself and costs you no attempt.
state-approved-title = You are verified
state-approved-what = { $party } knows it too. There is nothing more to do.
state-needs_resubmission-title = Something can be mended
state-needs_resubmission-what = Every cause is listed here at once. Mend it and send again.
state-in_review-title = A person looks at it
state-in_review-what = You need not do anything until then.
state-declined-title = Your verification was declined
state-declined-what = What led to it stands below, as far as we may say it.
state-expired-title = This verification has expired
state-expired-what = It was not submitted in time, and no attempt was spent. Please ask { $party } for a new link.
state-cancelled-title = This verification was called off
state-cancelled-what = { $party } called it off. Please ask there what comes next.
state-abandoned-title = You ended this verification
state-abandoned-what = Please ask { $party } for a new link when you want to begin again.
state-consent_declined-title = You did not agree
state-consent_declined-what = Nothing is checked. Please ask { $party } for another way.
state-reverify_due-title = Your verification is to be done again
state-reverify_due-what = It was valid for a certain time, which is over. Please ask { $party } for a new link.
state-revoked-title = Your verification is no longer valid
state-revoked-what = { $party } ended it. Please ask there what comes next.
state-unknown-title = Your verification goes on
state-unknown-what = This page does not know its new state yet. Please load the page again, or ask { $party }.
status-due = At the latest { $when }, { $away }
status-close = You can close this page. The link that you came with leads back here.
status-expiring = Your document expires on { $date }. From then on you need a new one.
status-left = { $left ->
    [one] One more attempt is left.
   *[other] { $left } more attempts are left.
}
status-all = { $count } things were found. These are all of them.
status-mended = Mended. It is sent with the next attempt.
status-mend = Mend and send again
status-again = Review and send again
status-none-left = All attempts are used. Please contact a person.
status-word = From the person who decided
status-return = Back to { $party }
about-claim = What you entered
about-front = Front of the document
about-back = Back of the document
about-selfie = Photo of your face
about-liveness = Short video

# Another device.
handover-title = Go on with another device
handover-lead = Point your phone's camera at this code, or send yourself the link. Everything you entered comes along.
handover-qr = QR code with the link for your other device
handover-until = The link works once and ends { $away }.
handover-copy = Copy the link
handover-copied = Copied
handover-share = Share the link
handover-own = Send it to your own device only. Whoever opens it could go on in your name.
handover-other = The other device
handover-which = { $device } opened the link. Which number does it show?
handover-numbers = Numbers to choose from
handover-warning = If the device is not in your hands, choose “None of these”: then nobody gets in.
handover-none = None of these, end it
handover-there = { $device } goes on with your verification.
handover-follows = What is done over there
handover-done = done
handover-open = still open
handover-keep-open = This page follows along. You can close it; the other device does not need it.
handover-end = End it on the other device
handover-end-what = The other device is let go of at once. What was sent from there stays, and you go on here.
handover-ended = The link was ended. Nobody can use it any more.
handover-expired = The link was not used in time and has ended.
handover-new = Make a new link
handover-here = Go on here
joining-title = Go on with this device
joining-who = A verification for { $party } goes on here.
joining-number = Look at the device that you began with, and choose this number there:
joining-number-is = The number is
joining-waits = This page goes on by itself as soon as you have.
joining-warning-title = Did someone send you this link?
joining-warning = If you did not begin a verification yourself a moment ago, close this page and tell the number to nobody. Someone may be trying to verify with your face.
joining-refused = This link was used before or is no longer valid.
joining-ended = The other device ended this, or another number was chosen there. Nobody was let in.
joining-expired = The number was not chosen in time. Nobody was let in.
joining-again = On the device that you began with, choose “Go on with another device” for a new link.

# Without a way in.
lost-title = Go on with your verification
lost-lead = This page needs the link that you were sent.
lost-link = Please open the link again, or ask the site that sent you here for a new one.
lost-ended = Your link is no longer valid here, or the verification was ended elsewhere. You can come back by a code.
lost-old-link = The link that you opened is no longer valid. This is the verification that this device knows.
lost-back = Come back by a code
lost-how = Enter the e-mail address that you registered with. A code comes to it.
lost-typed = If the address is registered, a letter with a code of six digits is on its way. It is valid for ten minutes.
lost-email = E-mail address
lost-code = Code
lost-ask = Send me a code
lost-again = Another address, or a new code
lost-wrong = The code is wrong, was used, or is no longer valid. Look at the newest letter, or ask for a new code.
lost-digits = The code has six digits.
lost-many = Too many codes were asked for. Please try again in an hour.
lost-unusable = This does not look like an e-mail address. Please compare it letter by letter.
lost-silent = The server did not answer. Please try again in a moment.

# What the server refuses, by its code.
problem-other = This did not work just now. Nothing is lost; please try again, or contact a person.
problem-moved-on = Your verification has moved on meanwhile. This is where it stands now.
problem-policy-open-submission = An attempt is with us already. Its result comes first.
problem-appeal-duplicate-open = An appeal is with a person already. Its result comes first.
problem-policy-attempts-exhausted = All attempts are used. Please contact a person.
problem-submission-unchanged = Nothing was changed since the last attempt. Please mend what the result names, then submit.
problem-submission-incomplete = Something is still missing. Please look through the list above.
problem-claim-unusable = Something that you entered cannot be used. Please look at your details once more.
problem-claim-document-not-asked = This type of document is not asked for. Please choose another one in your details.
problem-precheck-off = Photos cannot be checked before you submit just now. Submit them; a person looks if need be.
problem-precheck-too-many = Everything was checked many times in this hour. You can submit, or wait a little.
problem-session-wrong-state = Nothing can be changed now: your verification has moved on.
problem-session-consent-missing = Please say first whether you agree.
problem-file-too-large = The file is too large. Please take the photo with the normal mode of the camera.
problem-file-empty = The file is empty. Please take the photo again.
problem-upload-too-many = Too many photos were sent already. Please contact a person.
problem-upload-submitted = This photo was submitted already.
problem-upload-kind = The server does not know this kind of file yet. Please contact a person.
problem-rate-limited = Too many requests at once. Please wait a moment.
problem-net-away = The server did not answer. Please try again in a moment.
problem-handover-wrong-number = That was not the number. For your safety the link is ended, and nobody was let in.
problem-help-unusable = This message cannot be sent as it is. Please shorten it.
problem-handover-refused = This link was used before or is no longer valid.

# Names of what is no country of ISO 3166-1.
country-uto = Utopia (specimens)
country-eue = European Union (laissez-passer)
country-gbd = British overseas territories citizen
country-gbn = British national (overseas)
country-gbo = British overseas citizen
country-gbp = British protected person
country-gbs = British subject
country-una = United Nations specialized agency
country-unk = United Nations Mission in Kosovo
country-uno = United Nations
country-xba = African Development Bank
country-xcc = Caribbean Community
country-xce = Council of Europe
country-xco = Common Market for Eastern and Southern Africa
country-xdc = Southern African Development Community
country-xec = Economic Community of West African States
country-xes = Organization of Eastern Caribbean States
country-xim = African Export-Import Bank
country-xmp = Parliamentary Assembly of the Mediterranean
country-xom = Sovereign Military Order of Malta
country-xpo = Interpol
country-xxa = Stateless person
country-xxb = Refugee (1951 Convention)
country-xxc = Refugee (other)
country-xxx = Unspecified nationality
