# What applicants read of an appeal.

appeal-hours-minutes = { $hours } h { $minutes } min
appeal-hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
appeal-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
appeal-valid = Valid until { $when }
appeal-valid-left = ({ $left } left)

# On the result page.
appeal-card-title = You can appeal
appeal-card-until = A person decides again, if you ask for it until { $when }.
appeal-card-what = A person decides again, if you ask for it.
appeal-card-needs = It takes about ten minutes, and you need:
appeal-card-contact = the e-mail address or phone number that you registered with,
appeal-card-paper = a pen and a sheet of paper, for a short statement by hand,
appeal-card-photo = your document, for a photo of you holding it together with the paper.
appeal-card-begin = Begin an appeal
appeal-card-open = Your appeal
appeal-card-receipt = Receipt number { $receipt }
appeal-card-asked = A person waits for an answer from you. Until then the clock stands still.
appeal-card-on = Go on with the appeal
appeal-card-answer = Read and answer
appeal-card-look = Look at the appeal
appeal-card-ended = Your appeal
appeal-card-closed = The time for an appeal was over on { $when }. You can still contact a person by the link below.
appeal-card-over = The time for an appeal is over. You can still contact a person by the link below.
appeal-card-none = There is nothing to appeal against: this result is no refusal. If something is not right, you can contact a person by the link below.

# Titles: how it stands.
appeal-begin-title = Ask a person to decide again
appeal-none-title = No appeal is possible
appeal-draft-title = Your appeal is begun, and not sent yet
appeal-waits-title = Your appeal is with us
appeal-looked-title = A person looks at your appeal
appeal-asked-title = A person asks you something
appeal-second-title = A second person looks at your appeal
appeal-decided-title = Your appeal was decided
appeal-withdrawn-title = You withdrew your appeal
appeal-withdrawn-what = Nobody decides on it any more, and the result before it stands.
appeal-lapsed-title = Your appeal has ended without a decision
appeal-lapsed-what = A person asked you something, and no answer came in time. The result before it stands.
appeal-lapsed-draft-what = The appeal was begun and not sent while there was time for it. The result before it stands.
appeal-overtaken-what = Since you began this appeal, you submitted once more and there is a newer result. An appeal is about the newest one; please begin it again.

# Before it.
appeal-begin-lead = A person who had no part in the first decision looks at everything once more, with what you send now.
appeal-again-until = You can appeal anew until { $when }.
appeal-until = You can send it until { $when }.
appeal-begin-needs = What you need
appeal-begin-contact = The e-mail address or phone number that you registered with. A code comes to it.
appeal-begin-paper = A pen, a sheet of paper, and the document of this verification.
appeal-begin-photos = A camera, or a phone that takes the photos.
appeal-begin-minutes = About ten minutes. You can stop and come back, on this device or another; nothing is lost.
appeal-begin-then = Before you send it, every photo is looked at, and you see what could be better. Nothing of that is held against you.
appeal-begin = Begin
appeal-to-result = To the result

# Steps.
appeal-step-contact = Show that it is you
appeal-step-write = Write the statement
appeal-step-held = Photo of you
appeal-step-paper = Photo of the paper
appeal-step-more = What else matters
appeal-step-review = Review and send
appeal-title-contact = Show that it is you
appeal-title-write = Write this by hand
appeal-title-held = Photo of you with document and paper
appeal-title-paper = Photo of the paper
appeal-title-more = What else a person should know
appeal-title-review = Review and send

# 1. The contact.
appeal-contact-lead = A code goes to an address that { $party } knows as yours. With it, nobody else can appeal in your name.
appeal-contact-email = your e-mail address
appeal-contact-phone = your phone number
appeal-contact-to-email = To my e-mail address
appeal-contact-to-phone = To my phone number
appeal-contact-where = Where shall the code go?
appeal-contact-goes = The code goes to { $address }.
appeal-contact-send = Send me a code
appeal-contact-sent-email = A letter with a code of six digits is on its way to { $address }. It can take a minute; please look among unwanted mail, too.
appeal-contact-sent-phone = A message with a code of six digits is on its way to { $address }. It can take a minute.
appeal-contact-hint = Six digits. You can try five times.
appeal-contact-again = Send a new code
appeal-contact-other = Send it elsewhere
appeal-contact-wrong = This is not the code, or it was used before. Please compare it with the newest message, or have a new one sent.
appeal-contact-over = The code is no longer valid. Please have a new one sent.
appeal-contact-not-sent = The code could not be sent just now. Please try again in a few minutes.
appeal-contact-proven = It is you: the code that went to { $address } was right.
appeal-contact-none = { $party } knows no address of yours that a code could go to. Please contact a person, who can help on.
appeal-contact-only-phone = { $party } knows only a phone number of yours, and no messages can be sent to phones from here. Please contact a person, who can help on.
appeal-contact-not-mine = Not your address, or you cannot get at it?

# 2. The statement.
appeal-write-lead = Take a sheet of paper and a pen, and write these four lines.
appeal-write-next = After this you take a photo of yourself with the paper and your document.
appeal-line-username = Your username
appeal-line-date = Today's date
appeal-line-purpose = What it is for
appeal-line-purpose-one = What it is for, in one of these languages
appeal-line-or = or
appeal-line-code = The code
appeal-code-over = The code is no longer valid. Please get a new one before you write.
appeal-code-new = Get a new code
appeal-code-made = This is a new code. The one before is no longer valid.
appeal-code-made-photos = This is a new code. Please write a new paper with it and take both photos anew.
appeal-code-sure = Get a new code?
appeal-code-sure-what = Your photos show the code of now. With a new one you need a new paper and new photos.
appeal-write-how = How it should look
appeal-write-hand = Written by hand with a dark pen on plain paper, not printed and not on a screen.
appeal-write-lines = Each thing on a line of its own, in clear letters.
appeal-write-exact = Username and code letter by letter as they stand here.
appeal-write-large = As large as the lines on this page, so that a camera can read them.
appeal-write-why = Date and code show that the paper was written for this appeal. The words on the purpose keep it from being used for anything else.
appeal-write-done = I have written it

# 3. Photos.
appeal-held-lead = One photo with three things in it: your face, your document, and the paper.
appeal-held-help = Somebody may help you and take the photo with the camera on the back. Alone, put the phone down and use the timer.
appeal-do = Like this
appeal-do-face = Your whole face, free and looking at the camera
appeal-do-document = The side of the document with your photo
appeal-do-paper = The paper with all four lines
appeal-do-light = Even light, and everything near enough to be read
appeal-dont = Not like this
appeal-dont-covered = The paper covers the face
appeal-dont-fingers = Fingers cover the document
appeal-dont-far = Too far away to be read
appeal-camera-held = Your face, the document and the paper belong in the picture.
appeal-camera-statement = The whole paper belongs in the picture, as near as it fits.
appeal-camera-extra = Take the photo.
appeal-camera-back = Use the camera on the back
appeal-camera-front = Use the camera on the front
appeal-mirror = The preview is a mirror; the photo is not.
appeal-timer = Timer
appeal-timer-none = Off
appeal-timer-seconds = { $seconds } seconds
appeal-timer-runs = The photo is taken in { $seconds } seconds. Press again to stop.
appeal-own-eyes = Please look for yourself:
appeal-held-face = Is your face whole, free and sharp?
appeal-held-document = Can the photo and the number on the document be made out?
appeal-held-paper = Can every line on the paper be read?
appeal-statement-lead = The same paper once more, from near, so that each letter can be read.
appeal-statement-whole = The whole paper is in the picture.
appeal-statement-lines = All four lines can be read, and the code letter by letter.
appeal-statement-sharp = It is sharp, without shadows and reflections.
appeal-send-photo = Send this photo
appeal-sending = The photo is being sent. If the connection breaks, it goes on where it stopped.
appeal-photo-sent = The photo is sent
appeal-looking = The server looks at the photo.
appeal-old-code = This photo was sent before you got the code that is valid now, so it shows another one. Please write the paper with the new code and take the photo anew.
appeal-looked-good = Nothing was found that could be better.
appeal-looked-hints = { $count ->
    [one] One thing could be better. It is a hint; you can use the photo as it is.
   *[other] { $count } things could be better. They are hints; you can use the photo as it is.
}
appeal-not-looked = It could not be looked at just now; a person looks at it in any case.

# 4. Anything else.
appeal-more-lead = You may leave all of this empty. Sometimes a sentence or a letter explains what a photo cannot.
appeal-explanation = In your own words
appeal-explanation-hint = For example: a new name after a wedding, a renewed document, or what you think was misread.
appeal-letters-left = { $count ->
    [one] 1 letter left
   *[other] { $count } letters left
}
appeal-letters-over = { $count ->
    [one] 1 letter too many
   *[other] { $count } letters too many
}
appeal-kept = Kept on this device
appeal-saved = Saved
appeal-extra = More photos
appeal-extra-what = For example the other side, an older document, or a certificate of a new name. Please cover what is not needed.
appeal-extra-add = Add a photo
appeal-extra-room = { $count ->
    [one] One more file can be added.
   *[other] { $count } more files can be added.
}
appeal-extra-full = All { $most } files are used. Take one away to add another.
appeal-extra-number = Photo { $number }
appeal-extra-remove = Take away
appeal-extra-sent = It is sent. A person looks at it.

# 5. Review.
appeal-review-lead = This is what a person gets to see, together with what you sent before.
appeal-piece-none = Nothing; you may leave it so
appeal-piece-letters = { $count ->
    [one] 1 letter
   *[other] { $count } letters
}
appeal-piece-files = { $count ->
    [one] 1 photo
   *[other] { $count } photos
}
appeal-piece-old-code = Sent, with an older code
appeal-piece-proven = Shown by a code
appeal-piece-hints = { $count ->
    [one] Sent, with one hint
   *[other] Sent, with { $count } hints
}
appeal-review-expired = The code on your paper is no longer valid. Please get a new one, write it on a new paper, and take both photos anew.
appeal-review-to-code = Get a new code
appeal-review-then = Once it is sent, you get a receipt number and the time by which a person has decided. Photos cannot be exchanged then.
appeal-submit = Send the appeal

# 6. While people have it.
appeal-open-lead = You need not do anything. When there is news, it stands here.
appeal-open-asked = A person needs something from you to decide. Please answer below.
appeal-open-second = Someone else looks at it independently, so that nobody decides alone. You need not do anything.
appeal-open-close = You can close this page. The link that you came with leads back here.
appeal-due = Decided by { $when }, { $away }
appeal-target = We aim at { $when }.
appeal-paused = The clock stands still while we wait for your answer. It goes on once you have answered.
appeal-late = This is late. It was promised by { $when }, and we are sorry.
appeal-late-what = It stands first with those who lead the decisions, and whoever is responsible was told. Late is not a refusal, and you need not do anything.
appeal-receipt = Receipt number
appeal-receipt-copy = Copy the number
appeal-path = How far it has come
appeal-path-past = : done
appeal-path-now = : now
appeal-path-later = : still to come
appeal-path-received = Received
appeal-path-waits = A person takes it up
appeal-path-waits-what = It waits for its turn.
appeal-path-looked = Looked at by a person
appeal-path-looked-what = A person has it before them now.
appeal-path-asked = Your answer
appeal-path-asked-what = A person asked you something.
appeal-path-second = Looked at by a second person
appeal-path-second-what = Independently of the first.
appeal-path-decided = Decided
appeal-messages = Messages
appeal-messages-none = Nothing was written so far.
appeal-from-you = You
appeal-from-reviewer = The person who decides
appeal-message = Add something
appeal-message-hint = It is read before the decision. Please do not write passwords.
appeal-message-send = Send the message
appeal-message-came = A new message came.
appeal-message-sent = Your message is with the person who decides.
appeal-asked = What is asked
appeal-asked-until = Please answer until { $when }, { $away }. Without an answer by then, the appeal ends without a decision.
appeal-answer = Your answer
appeal-answer-empty = Please write an answer, even if it is only that the photos are there.
appeal-answer-send = Send the answer
appeal-answer-then = Photos that you added go with it. Then the clock goes on.
appeal-withdraw = Withdraw the appeal
appeal-withdraw-draft = Do not appeal
appeal-withdraw-title = Withdraw the appeal?
appeal-withdraw-yes = Withdraw
appeal-withdraw-what = Nobody decides on it any more, and the result that you have stands. This cannot be undone.

# What came of it.
appeal-outcome-overturned = Your appeal was right
appeal-outcome-overturned-what = A person decided in your favour. You are verified, { $party } knows it, and there is nothing more to do.
appeal-outcome-remitted = You get another attempt
appeal-outcome-remitted-what = A person could not decide from what there is. You can take new photos and submit once more; this attempt comes on top of the others. { $party } sees the result then.
appeal-outcome-partial = Part of it was right
appeal-outcome-partial-what = A person struck some of the reasons. What is left stands below. Mend it and submit again, and { $party } sees the new result.
appeal-outcome-upheld = The result stands
appeal-outcome-upheld-what = A person looked at everything again and came to the same result. { $party } was told it.
appeal-outcome-upheld-why = The reasons stand below.
appeal-word = From the person who decided
appeal-struck = What was struck
appeal-reasons-left = What is left to mend
appeal-reasons-upheld = The reasons
appeal-redress = Where else you can turn
appeal-redress-what = This was the last step here. If you do not agree, you can turn to others:
appeal-redress-none = This was the last step here. If you do not agree, please ask { $party } which office or court looks at such decisions where you live.
appeal-take-new = Take new photos
appeal-mend-rest = Mend what is left
appeal-deleted-on = What you sent for this appeal is deleted on { $date }.
appeal-deleted = What you sent for this appeal was deleted on { $date }.

# What the server refuses, by its code.
problem-appeal-contact-unproven = The code has to be right before the appeal can be sent.
problem-appeal-window-closed = The time for an appeal is over. You can contact a person by the link below.
problem-appeal-not-refused = There is nothing to appeal against.
problem-appeal-overtaken = There is a newer result since you began this appeal. Please begin it again; it is about that result then.
problem-appeal-too-many-codes = No more codes can be sent for this appeal. You can contact a person by the link below.
problem-appeal-incomplete = Something is still missing. It is marked above.
problem-appeal-code-expired = The code on your paper is no longer valid. Please get a new one, write it on a new paper, and take both photos anew.
