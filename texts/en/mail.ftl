# Letters: the subject, and the text. Codes and names are put in; nothing of a person's evidence ever is.

mail-way_back = Your code: { $code }
    .text =
        Somebody, probably you, asked to go on with the identity verification for { $party }.

        Your code is { $code }. It is valid for { $minutes } minutes and works once.

        Enter it only on { $address }. Nobody from { $party } or from anywhere else will ask you for it.
        If it was not you, you need not do anything: without the code nobody gets in.
mail-endpoint_disabled = A webhook endpoint was disabled
    .text =
        Nothing reached the endpoint { $endpoint } of { $party } for three days. Nothing more is sent to it.

        Its events are kept. Mend the receiver, register it again, and read what was missed with GET /v1/events.
mail-appeal_code = Your code: { $code }
    .text =
        Somebody, probably you, appeals against the result of the identity verification for { $party }.

        Your code is { $code }. It is valid for { $minutes } minutes and proves that this contact is yours.

        Enter it only on { $address }. Nobody from { $party } or from anywhere else will ask you for it.
        If it was not you, you need not do anything.
mail-appeal_received = We have your appeal: { $receipt }
    .text =
        Your appeal against the result of the identity verification for { $party } is here. Its number is { $receipt }.

        A person decides by { $due }. You need not send anything again; a second submission is not possible until then.

        You can read how it stands, and write to us, on { $address }.
mail-appeal_asked = A question about your appeal { $receipt }
    .text =
        Whoever decides on your appeal for { $party } needs something from you. What it is stands on { $address }.

        Please answer by { $until }. The time until the decision does not run while we wait. Without an answer by then, the appeal ends without a decision, and the result before it stands.
mail-appeal_message = A message about your appeal { $receipt }
    .text =
        There is a message for you about your appeal for { $party }. You can read it on { $address }.
mail-appeal_late = Your appeal { $receipt } takes longer
    .text =
        We promised a decision on your appeal for { $party } by now, and have not kept that. We are sorry.

        It stands first with those who lead the decisions, and whoever is responsible was told. You need not do anything, and it does not count against you.

        You can read how it stands on { $address }.
mail-appeal_lapsed = Your appeal { $receipt } has ended
    .text =
        Whoever decides on your appeal for { $party } asked you something, and no answer came in time. The appeal has ended without a decision, and the result before it stands.

        Whether you can appeal anew, and until when, stands on { $address }.
mail-appeal_decided = Your appeal { $receipt } is decided
    .text =
        A person decided on your appeal for { $party }. What was decided, and why, stands on { $address }.
mail-too_many_openings = Somebody opened many cases
    .text =
        The user { $user } of { $party } opened more in an hour than any reviewer does, and is stopped for the rest of it.

        The audit trail says what was opened and what for. If it was not meant to happen: candor admin disable-user.
mail-operator_appeal_late = The appeal { $receipt } is late
    .text =
        The appeal { $receipt } of the relying party { $party } was due by { $due }, and nobody decided it.

        It stands first in the queue of cases and stays open until a person decides. Nothing is refused because it is late.
mail-operator_user_created = A user was made at the console
    .text =
        The admin { $by } of the relying party { $party } made the user { $user }.

        If that was not meant to happen: candor admin disable-user. The audit trail says what both of them did.
mail-operator_user_password = A user was given another password
    .text =
        The admin { $by } of the relying party { $party } gave the user { $user } another password.

        If that was not meant to happen: candor admin disable-user. The audit trail says what both of them did.
mail-operator_user_factor = A second factor was reset
    .text =
        The admin { $by } of the relying party { $party } reset the second factor of the user { $user }: whoever has the password sets another.

        If that was not meant to happen: candor admin disable-user. The audit trail says what both of them did.
mail-account_code = Your code: { $code }
    .text =
        Somebody, probably you, registers with { $party } under this address.

        Your code is { $code }. It is valid for { $minutes } minutes and works once.

        Enter it only on { $address }. Nobody from { $party } or from anywhere else will ask you for it.
        If it was not you, you need not do anything: without the code nothing is registered.
mail-account_known = You are registered with { $party } already
    .text =
        Somebody, probably you, wanted to register with { $party } under this address. There is an account under it already, so nothing was changed.

        To get in, sign in on { $address }; if you cannot, choose a new password there.
        If it was not you, you need not do anything. Whoever tried was not told that there is an account.
mail-account_sign_in = Your code: { $code }
    .text =
        Somebody, probably you, signs in to your account with { $party } on a new device, or wants to change something about it. The password was right.

        Your code is { $code }. It is valid for { $minutes } minutes and works once.

        Enter it only on { $address }. Nobody from { $party } or from anywhere else will ask you for it.
        If it was not you, somebody knows your password: change it on { $address }.
mail-account_recovery = Your code: { $code }
    .text =
        Somebody, probably you, wants to choose a new password for your account with { $party }.

        Your code is { $code }. It is valid for { $minutes } minutes and works once.

        Enter it only on { $address }. Nobody from { $party } or from anywhere else will ask you for it.
        If it was not you, you need not do anything: without the code nothing is changed.
mail-account_contact = Your code: { $code }
    .text =
        Somebody, probably you, wants to be reached here about an account with { $party }.

        Your code is { $code }. It is valid for { $minutes } minutes. A second code went to the address or number that the account has now; both are needed.

        Enter it only on { $address }. If it was not you, you need not do anything.
mail-account_contact_old = Your code: { $code }
    .text =
        Somebody, probably you, wants to change the address or number of your account with { $party }.

        Your code is { $code }. It is valid for { $minutes } minutes. A second code went to the new one; both are needed.

        Enter it only on { $address }. If it was not you, somebody is in your account: do not give this code to anybody, sign out everywhere and change the password on { $address }.
mail-account_registered = Your account with { $party }
    .text =
        Your account with { $party } is registered. You sign in on { $address }.
mail-account_password_changed = The password of your account was changed
    .text =
        The password of your account with { $party } was changed, and everybody else was signed out.

        If it was not you, choose another one at once on { $address }.
mail-account_password_added = A password was added to your account
    .text =
        A password was added to your account with { $party }, and everybody else was signed out. From now on it signs in too; on a new device together with a code to this address.

        If it was not you, choose another one at once on { $address }, as if you had forgotten it: that removes every passkey and signs everybody out.
mail-account_recovered = The password of your account was changed
    .text =
        Another password was chosen for your account with { $party }, by a code to this address. Everybody was signed out, no device is recognised any more, and every passkey was removed. You can add passkeys again after signing in on { $address }.

        If it was not you, choose another one at once on { $address }.
mail-account_passkey_added = A passkey was added to your account
    .text =
        A passkey was added to your account with { $party }. Whoever can unlock the device that holds it signs in without a password.

        If it was not you, choose another password at once on { $address }, as if you had forgotten yours: that removes every passkey and signs everybody out.
mail-account_passkey_removed = A passkey of your account was removed
    .text =
        A passkey of your account with { $party } was removed. It no longer signs in, and everybody else was signed out.

        If it was not you, choose another password at once on { $address }, as if you had forgotten yours: that signs everybody out.
mail-account_word_changed = Your anti-phishing word was changed
    .text =
        The anti-phishing word of your account with { $party } was changed. From the next letter on, the new one stands in every letter.

        If it was not you, sign out everywhere and change the password on { $address }.
mail-account_contact_changed = The contact of your account was changed
    .text =
        Your account with { $party } is reached elsewhere from now on: letters no longer come here. Both addresses confirmed that.

        If it was not you, write to { $party } at once.
mail-account_closed = Your account is closed
    .text =
        Your account with { $party } is closed, and its name, contact, word, password and passkeys are deleted. This is the last letter.
mail-account_word = Your word
    .text =
        Your anti-phishing word: { $word }
        The word alone proves nothing, for whoever saw one letter knows it. Before you sign in, look at the address in the address line of the browser; a passkey does so for you.
