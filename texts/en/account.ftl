# What holders of accounts read, and whoever asks whether something is official.

account-loading = Loading
account-away = The server does not answer. This page goes on by itself as soon as it is back.
account-fault = This page could not be shown
account-fault-what = A part of it did not load. Please check the connection and load the page again.
account-again = Load again
account-lost = This address leads nowhere. Please use the link of the site that you want an account with.
account-test = Test: nothing here is about a real person.
account-support = Help
account-back = Back
account-go-on = Continue
account-save = Save
account-show = Show
account-hide = Hide
account-copied = Copied
account-copy = Copy
account-copy-this = Copy { $code }
account-step = Step { $at } of { $of }
account-to-account = To the account
account-to-check = Is it official? Check a link, address, number or app

account-title-sign-in = Sign in
account-title-register = Open an account
account-title-recover = Get back into your account
account-title-home = Your account
account-title-check = Is it official?
account-title-inbox = Inbox of the demonstration
account-title-lost = Nothing is here

# What is refused.
account-problem-other = This did not work just now. Nothing was changed; please try again.
account-problem-away = The server did not answer. Please try again in a moment.
account-problem-too-many = This was tried many times. Please wait a few minutes, then try again.
account-problem-unusable = This cannot be used as it is.
account-problem-account-refused = This was not accepted: something that you entered does not fit, or its time is over. Please check it, or ask for a new code.
account-problem-account-full-sign-in = For this, please sign in once more with every factor.
account-problem-account-passkey = This passkey was not added. Please try once more.
account-problem-account-passkeys = Your account has ten passkeys, which is the most. Please remove one first.
account-problem-account-last-passkey = This passkey is the only way into your account. Before it can be removed, add a password or another passkey.
account-problem-invitation-unknown = There is no such code. Please compare each letter with what you were given.
account-problem-invitation-expired = This code is over: it can no longer be used. You can go on without one.
account-problem-invitation-not-begun = This code cannot be used yet: its programme has not begun. You can go on without one.
account-problem-invitation-closed = This code can no longer be used. You can go on without one.
account-problem-invitation-terms = What this code gives has just changed. Please look at it once more before you use it.
account-problem-registration-documents = Nobody can register here yet: the terms and the risk notice are not there.
account-problem-account-telephone = No text messages are sent from here. Please use an e-mail address.
account-problem-invitation-own = This is your own code. Nobody can be invited by themselves.
account-signed-out = You were signed out. Please sign in again.
account-out = You are signed out.
account-is-closed = Your account is closed.

# Addresses, codes, passwords.
account-address = E-mail address or phone number
account-address-hint = A phone number begins with + and the code of the country, as in +1 555 010 0142.
account-address-wrong = This is neither an e-mail address nor a phone number with the code of its country.
account-other-address = Another address
account-send-code = Send a code
account-send-codes = Send both codes
account-code = One-time code
account-code-title = Enter the code
account-code-until = It is valid until { $when }.
account-code-refused = This code does not fit, or its time is over. Please compare it with the last letter, or go back for a new one.
account-code-missing = Please enter the code of the letter.
account-password = Password
account-new-password = New password
account-password-hint = At least 12 characters. A few words in a row do well.
account-password-refused = Address and password do not fit together. Please check both.
account-password-wrong = This is not your password. Please try again.
account-password-missing = Please enter your password.
account-password-short = At least { $least } characters are needed; there are { $has } so far.
account-username = Username
account-username-hint = It stands on your account. It need not be your real name.
account-username-missing = Please choose a username.

# Signing in.
account-sign-in = Sign in
account-sign-in-code = We sent you a one-time code, because this device is new to us or because more than the password is needed. Please enter it here and nowhere else.
account-with-passkey = Sign in with a passkey
account-with-passkey-what = With a passkey you need neither address nor password.
account-passkey-unused = No passkey was used. You can try again, or sign in another way.
account-forgot = Forgotten your password, or lost your passkey?
account-new = Open an account
account-recognised = Hello, { $username }
account-word-is = Your anti-phishing word
account-word-before = Not your word? Then leave this page without entering your password.
account-word-later = On a device that we do not know yet, your anti-phishing word is shown after you have signed in.
account-word-none = You have no anti-phishing word yet. You can set one under Security.
account-word-compare = You signed in on a new device. If this is not your word, sign out and change your password on a page that you trust.
account-address-line = Before you enter your password, compare your browser's address line with the address that you know from { $party }. A page can show anything; it cannot forge the address line.
account-full-title = Sign in once more
account-full-what = What comes next changes who can get into your account. For it we ask for your password and a code, or a passkey.
account-full-what-passkey = What comes next changes who can get into your account. For it we ask for your passkey once more.

# Recovering.
account-recover-what = Enter the address of your account. If there is an account with it, a letter with a code is on its way to it. With the code you choose a new password.
account-recover-new = Choose a new password
account-recover-sent = If there is an account with { $address }, a letter with a code is on its way. Please look into your spam folder, too.
account-recover-ends = With the new password, every sign-in ends, every device is forgotten, and every passkey is removed.
account-recover-set = Set the new password
account-recovered = Your new password is set. Every sign-in was ended; please sign in with it.

# Registering.
account-register-what = For an account with { $party }. First, where can we reach you? Letters about your account go there.
account-register-closed = { $party } does not open accounts here at present.
account-register-sent = A letter is on its way to { $address }. If an account with it exists already, the letter says so.
account-have = I have an account
account-in-already = You are signed in already, as { $username }.
account-step-address = Address
account-step-code = Code
account-step-who = Username and sign-in
account-step-documents = Terms and risks
account-step-invitation = Invitation
account-step-word = Anti-phishing word
account-who-title = Your username, and how you sign in
account-way = How do you want to sign in?
account-way-passkey = With a passkey (recommended)
account-way-passkey-what = You unlock it as you unlock your device, and have nothing to remember. It works on the real site alone, so nobody can trick you out of it.
account-way-password = With a password
account-way-password-what = You enter it to sign in. On a new device you also need a code that we send you.
account-passkey-last-step = Your device makes it in the last step. If you ever lose it, a code sent to your address lets you in again.
account-passkey-later = You can add a passkey afterwards, under Security.
account-documents-title = Please read these
account-documents-what = Each is shown whole. Please tick its box once you have read and accepted it.
account-document-terms = Terms of use
account-document-risk = Risk notice
account-document-privacy = Privacy notice
account-document-version = Version { $version } · { $language }
account-document-other-language = There is no version in your language.
account-document-accept = I have read and accept: { $document }, version { $version }
account-document-missing = This is needed for an account. Please tick it if you accept it.
account-document-at = Accepted on { $when }

account-invitation-title = Were you invited?
account-invitation-what = If somebody gave you an invitation code, enter it here. Without one your account is the same in everything else.
account-invitation = Invitation code (optional)
account-invitation-hint = 8 letters and digits, as in K7M2-9QXD
account-invitation-looking = Looking the code up
account-invitation-found = { $code } is valid. Its terms follow.
account-invitation-empty = Please enter a code, or continue without one.
account-invitation-partial = A code has 8 letters and digits. Please complete it, or continue without one.
account-invitation-once-title = It cannot be changed afterwards
account-invitation-once = A code is bound to your account once, when the account is created. After that it can be neither changed nor removed nor added, not even by support. Going on without a code is fine.
account-invitation-use = Use { $code }
account-invitation-without = Continue without a code

# What a code gives.
account-terms-gives = What this gives, as a part of the trading fee
account-terms-line = Product
account-terms-owner = The person who invited you
account-terms-you = You
account-terms-you-invite = You
account-terms-they = The person you invite
account-terms-of-fee = Of each trading fee that the invited person pays. What is not named here earns nothing.
account-terms-payer = Who pays
account-terms-until = Can be bound until
account-terms-open = No end is set
account-terms-earns = How long it earns
account-terms-days = { $days ->
    [one] One day from the day on which it is bound
   *[other] { $days } days from the day on which it is bound
}
account-terms-always = For as long as both accounts are open
account-terms-cap = Upper limit
account-terms-cap-is = { $amounts } in a calendar month ({ $zone }), for the person who invited you, with this code
account-terms-cap-own = { $amounts } in a calendar month ({ $zone }), for you, with this code
account-terms-no-cap = No upper limit
account-terms-rounding = Rounding
account-terms-decimals = { $currency } to { $decimals } decimals.
account-terms-half-even = Exactly half goes to the even digit.
account-line-spot = Spot trading
account-line-futures = Futures
account-line-margin = Margin trading
account-line-options = Options
account-line-earn = Savings products

# The anti-phishing word.
account-word = Anti-phishing word
account-word-title = Choose an anti-phishing word
account-word-what = If you choose one, it stands in every letter that we send you. A letter without it is not ours.
account-word-proves = The word alone proves nothing: whoever has read one of your letters knows it. What proves that a site is real is the address in your browser's address line, { $host }, and a passkey, which works there alone.
account-word-hint = A word or a few that only you would choose. Never a password.
account-word-missing = Please enter a word.
account-word-in-mail = It stands in every letter that we send you.
account-will-bind = With the account, the invitation code { $code } is bound for good.
account-will-bind-none = The account is created without an invitation code.
account-create = Create the account
account-create-without = Create the account without a word
account-create-passkey = Make the passkey and register
account-create-passkey-without = Make the passkey and register without a word
account-passkey-asks = Your device will ask you to save a passkey for { $username }.
account-passkey-declined = No passkey was made: it was cancelled, or this device cannot make one. Nothing that you entered is lost. You can try again, or choose a password instead.
account-passkey-anew = The passkey was not accepted, most likely because more than five minutes had passed. No account was made yet. Press the button once more, and your device makes another.
account-password-instead = Choose a password instead
account-done-title = Your account is open
account-done-what = Welcome to { $party }.
account-done-bound = The invitation code { $code } is bound to your account.
account-done-next = Next: verify your identity
account-verify-what = It takes about five minutes. Please have your identity document at hand. You can also do it later.

# The account.
account-parts = Parts of your account
account-part-overview = Overview
account-part-codes = Invite
account-part-security = Security
account-hello = Hello, { $username }
account-verify = Verify your identity
account-verify-on = Continue
account-verify-see = See why, and what can be done
account-verification-none = Your identity is not verified yet
account-verification-none-what = It takes about five minutes. Please have your identity document at hand.
account-verification-begun = Your verification is under way
account-verification-begun-what = You can go on where you were, or see how it stands.
account-verification-verified = Your identity is verified
account-verification-verified-what = Nothing is left to do.
account-verification-refused = Your identity could not be verified
account-verification-refused-what = The result says what we saw, and what you can do about it.
account-newer = { $count ->
    [one] There is a newer document to read and accept
   *[other] There are { $count } newer documents to read and accept
}
account-accept = Accept
account-bound = Your invitation
account-bound-what = This code is bound to your account. It cannot be changed or removed; it earns by the terms that you were shown.
account-bound-none = No invitation code is bound to your account. One can be bound only while an account is created; your account lacks nothing by it.
account-share = Your share

# Months.
account-month = Month
account-csv = Download CSV
account-invited = invited
account-verified = of them verified
account-pending = Pending
account-payable = Payable
account-paid = Paid out
account-pending-what = Pending is what comes from people who are not verified yet; it becomes payable when they are.
account-pending-own = Pending becomes payable when your identity is verified.
account-statement = Statement
account-statement-none = Nothing was earned in { $month }.
account-statement-privacy = You see totals and counts, never who was invited and never what a person traded.
account-earned = Earned
account-reversed = Taken back
account-trades = Trades
account-reversals = Trades undone
account-fees = Fees
account-fees-few = Fees are shown from five invited people on: with fewer, a total would tell of one person.
account-chart = { $currency } earned for each day of { $month }. Most: { $most } on { $day }. The table below has every day.
account-chart-short = { $currency } by day, most { $most }
account-days = { $currency } by day, as a table
account-day = Day
account-closed = This month is closed; it changes no more.
account-not-closed = This month is still open. Days are those of { $zone }.

# Inviting.
account-codes-what = Whoever opens an account with your code, and verifies their identity, earns you a part of their trading fees, paid by the programme and not by them.
account-own = Your invitation code
account-own-choose = Which of your codes
account-copy-link = Copy link
account-copy-code = Copy code
account-share-link = Share
account-share-title = An invitation to { $party }
account-make = Make an invitation code
account-make-another = Make another code
account-make-code = Make a code
account-programme = Programme
account-programmes-none = No programme is open at present.

# Security.
account-word-not-set = You have none yet.
account-word-set = Set a word
account-word-change = Change the word
account-word-new = New anti-phishing word
account-word-changed = Your word is changed. A letter tells you so, too.
account-password-old = Present password
account-password-change = Change the password
account-password-changed = Your password is changed.
account-password-none = Your account has no password. You sign in to it with a passkey.
account-password-add = Add a password
account-password-added = Your password is set. You can sign in with it from now on.
account-passkeys = Passkeys
account-passkeys-what = A passkey signs you in with the lock of your device. It works on the real site alone, so no false site can ask for it.
account-passkey-since = Added on { $when }
account-passkey-add = Add a passkey
account-passkey-none = This browser has none, or the address of this page is a number: passkeys belong to a name.
account-passkey-remove = Remove
account-passkey-remove-title = Remove the passkey { $name }?
account-passkey-remove-what = It will no longer sign you in, and other sign-ins end. Please delete it on the device as well.
account-contact = Where we reach you
account-contact-change = Change
account-contact-new = New e-mail address or phone number
account-contact-hint = One code goes to the present address, one to the new one; both are needed.
account-contact-both = Please enter both codes. They are valid until { $until }.
account-contact-old-code = Code sent to { $to }
account-contact-changed = Letters go to the new address from now on.
account-devices = Devices and sign-ins
account-devices-what = { $count ->
    [0] No device is recognised without a code.
    [one] One device is recognised without a code.
   *[other] { $count } devices are recognised without a code.
}
account-devices-forget = Forget all devices
account-devices-forget-title = Forget all devices?
account-devices-forget-what = Every device, this one too, is asked for a code at the next sign-in. Other sign-ins end.
account-devices-forgotten = Every device is forgotten, and other sign-ins have ended.
account-signed-in-at = You signed in here on { $when }.
account-sign-out = Sign out
account-sign-out-everywhere = Sign out everywhere
account-sign-out-everywhere-title = Sign out everywhere?
account-sign-out-everywhere-what = Every sign-in of your account ends, this one too.
account-documents = Documents you accepted
account-close = Close the account
account-close-what = A closed account cannot be opened again. Codes you made earn nothing more. If something is still to be paid to you, we name the amounts first; they are given up only if you say so.
account-close-begin = Close the account
account-close-yes = Close for good
account-close-yes-give-up = Give up the amounts and close
account-close-no = Keep the account
account-close-balance = Still to be paid to you:
account-close-balance-what = Nothing was closed. You can wait until it is paid out and close the account then, or give it up.
account-close-payable = { $amount }, payable
account-close-pending = { $amount }, pending
account-close-give-up = I give up these amounts. They go back to whoever paid them, and cannot be claimed later.
account-close-unsaid = Please tick this if you want to give the amounts up, or keep the account.

# Official or not.
account-check-title = Is it really { $party }?
account-check-what = Paste a link, an e-mail address, a phone number or the name of an app. It is compared with the signed list of what belongs to { $party }; nothing is opened.
account-check-field = What you want to check
account-check-hint = You can paste a whole message line; please leave out passwords and codes.
account-check = Check
account-check-busy = Checking
account-check-empty = Please paste what you want to check.
account-check-file = Or an app file
account-check-file-hint = An .apk, for example. It is sent to be compared, never run, and not kept.
account-check-file-busy = Comparing { $name } ({ $size })
account-check-another = Check something else
account-answer-official = Official
account-answer-official-what = This belongs to { $party }.
account-answer-looks-like = Not official: an imitation
account-answer-looks-like-what = This looks like { $party }, and does not belong to it.
account-answer-not-official = Not official
account-answer-not-official-what = This is not in the list of what belongs to { $party }.
account-kind-link = The link that you pasted leads to
account-kind-mailbox = The address that you pasted
account-kind-phone = The number that you pasted
account-kind-app = The app that you gave
account-entry = The official entry
account-entry-imitated = The official entry that it imitates
account-method-confusable = Letters in it only look like those of { $entry }: they are from another alphabet, or two that look like one.
account-method-typo = It is spelled almost like { $entry }.
account-method-other-suffix = It has the name of { $entry }, with another ending.
account-method-nested = { $entry } stands at its beginning, yet the address ends elsewhere. What counts is the end.
account-method-swapped = It has the parts of { $entry } in another order, or joined with a hyphen.
account-method-added-word = It has the name of { $entry } with another word added.
account-method-userinfo = { $entry } stands before an @. What counts is what stands after it.
account-method-path = { $entry } stands in the path alone, behind another site's address.
account-method-invitation-on-foreign-domain = It looks like an invitation, and leads to another site than { $party }'s.
account-method-app-outside-stores = The app is offered outside the stores in which { $party } publishes it.
account-method-other-certificate = It has the name of { $party }'s app, and was signed by somebody else.
account-method-package-look-alike = Its name is almost that of { $entry }.
account-method-display-name = { $party }'s name stands before the address as a name alone; the address itself is another.
account-method-number-look-alike = The number is almost { $entry }.
account-marked = What differs is marked.
account-hidden-http = The connection is not encrypted; use https.
account-hidden-userinfo = A name stands before an @ in it; it is not needed.
account-hidden-port = It leads to a port of its own.
account-hidden-punycode = Its name has letters beyond those of English, and is shown as computers write it.
account-hidden-invisible = It has letters in it that are not seen.
account-hidden-defanged = It was written so that nobody clicks it by mistake.
account-hidden-several = There was more than one in the text; this is the worst of them.
account-hidden-official-domain = The domain belongs to the company, but this is not on its list.
account-hidden-country-assumed = The code of the country was missing, and was taken from the list.
account-hidden-certificate-unseen = Only the id was looked at. Who signed the app can be said from its file.
account-hidden-official-signer = The signature is official, but this app is not on the list.
account-hidden-read-as-app = It was read as the id of an app. As an address it would lead to somebody else.
account-next = What to do
account-next-official-link = You can open it. Type the address yourself, or use a bookmark, and look at the address line once more.
account-next-official-mailbox = The address is real. A sender's name can be forged all the same: does the letter have your anti-phishing word? Nobody at { $party } asks for your password or a code.
account-next-official-phone = The number is real. The number of a caller can be forged all the same: hang up, and call it yourself.
account-next-official-app = This is the app of { $party }. Install it from the stores that { $party } names.
account-next-link = Whoever says that this is { $party } is not. Do not sign in or pay there in its name.
account-next-mailbox = Do not answer, and open nothing that came from it.
account-next-phone = Do not call it back, and tell nobody at that number a code.
account-next-app = Do not install it. If you have, remove it, and change your password from another device.
account-next-done = If you entered something there already, change your password here at once, sign out everywhere under Security, and write to { $party }.
account-not-opened = The link was not opened.
account-list = Compared with list { $version } of { $date }.
account-list-see = The signed list

# The demonstration.
account-inbox-what = One screen for the whole story of somebody who opens an account. The letters go to made-up people and leave this machine for nobody. The page refreshes by itself.
account-inbox-story = The story, in five minutes
account-inbox-step-register = Open the invitation in another tab, and register with any address, such as you@utopia.example. The code comes into this inbox.
account-inbox-open-invitation = Open the invitation
account-inbox-step-type = Begin the verification, and type what stands on the passport; put one wrong letter into the family name to see what is said of it, and mend it.
account-inbox-number = Document number
account-inbox-family = Family name
account-inbox-given = Given names
account-inbox-birth = Date of birth
account-inbox-country = Country
account-inbox-step-photos = Choose files instead of the camera: the blurred passport first, then the sharp one, then the selfie. Submit.
account-inbox-folder = The photos lie in
account-inbox-step-appeal = The faces do not match, for the portrait on this passport has worn off, and Cleo, a clerk in a hurry, declines you within seconds. Appeal with the photos 4 and 5; their handwriting bears another code than yours, so the page will point at it, and you go on all the same.
account-inbox-step-review = Be both reviewers in the console, one after the other, in private windows: look, and overturn. What is about a face needs two people.
account-inbox-step-trade = You are verified. Make a trade below, and look at your account and at your friend’s.
account-inbox-people = The others
account-inbox-console = The console of the reviewers
account-inbox-reviewer = Reviewer { $login }
account-inbox-friend = Lin, who invited you
account-inbox-friend-what = Lin sees totals and counts, never who.
account-inbox-friend-account = Lin’s account
account-inbox-check = Is it official? Try a link, a number or an app file
account-copy-password = Copy the password of { $login }
account-copy-factor = Copy the code of { $login }
account-inbox-party = Relying party
account-inbox-login = Login
account-inbox-factor = Code of the second factor
account-inbox-seconds = { $seconds ->
    [one] one second left
   *[other] { $seconds } seconds left
}
account-inbox-no-factor = Not set up yet. The first sign-in does that.
account-trade-title = A trade
account-trade-what = Makes up one trade of the person who registered last, and posts its fee to the ledger.
account-trade-not-yet = Possible as soon as somebody has an account with an invitation code.
account-trade = Trade once
account-trade-paid = { $line }: a fee of { $fee } was paid.
account-trade-rebate = Rebate: { $owner } to the person who invited, { $invited } to the person who traded.
account-trade-without = No rebate was earned on it.
account-letters = Letters
account-letters-all = Show all { $count } letters
account-letters-none = None yet.
account-letter-to = To { $to }
