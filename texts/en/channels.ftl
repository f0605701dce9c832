# Official channels: whether something is one, what it imitates, and what to do.

channel-official = official
channel-not-official = not official
channel-looks-like = imitation

channel-official-saw = This { $kind } is on the list: { $entry }.
channel-official-do = You can use it. Nobody from there asks for your password or a code that was sent to you.
channel-not-official-saw = This { $kind } is not on the list of official channels.
channel-not-official-do = Do not sign in or pay there in the name of this company. Take the address from the list.
channel-looks-like-saw = This { $kind } is not official. It looks like { $entry }.
channel-looks-like-do = Do not open it, answer it or install it. Take the address from the list, and tell the company where it came from.
channel-unopened = Nothing was opened; this was told from how it is written.

channel-kind-link = link
channel-kind-mailbox = mail address
channel-kind-phone = telephone number
channel-kind-app = app

channel-method-confusable = Some letters are from another alphabet, or only look like the right ones.
channel-method-typo = It is misspelt: letters are exchanged, left out, added, or are digits.
channel-method-other-suffix = The name is the same, but what comes after it is not.
channel-method-nested = The official name is only a part of another domain. What counts stands at its end.
channel-method-swapped = The words are in another order, or joined.
channel-method-added-word = A word was added to the official name.
channel-method-userinfo = What stands before the @ is only a name. The link leads to what comes after it.
channel-method-path = The official name stands behind the address of somebody else.
channel-method-invitation-on-foreign-domain = It has an invitation, but is on a domain of somebody else.
channel-method-app-outside-stores = Apps of this company come only from the stores on its list.
channel-method-other-certificate = The app has the official id, but whoever signed it is not on the list, or the signature does not fit.
channel-method-package-look-alike = The id or name of the app is like that of the official one.
channel-method-display-name = The name before the address is the company's, the address is not.
channel-method-number-look-alike = The number differs from an official one in a digit or in the country.

channel-hidden-http = The connection is not encrypted; use https.
channel-hidden-userinfo = A name stands before an @ in it; it is not needed.
channel-hidden-port = It leads to a port of its own.
channel-hidden-punycode = Its name has letters beyond those of English, and is shown as computers write it.
channel-hidden-invisible = It has letters in it that are not seen.
channel-hidden-defanged = It was written so that nobody clicks it by mistake.
channel-hidden-several = There was more than one in the text; this is the worst of them.
channel-hidden-official-domain = The domain belongs to the company, but this is not on its list.
channel-hidden-country-assumed = The code of the country was missing, and was taken from the list.
channel-hidden-certificate-unseen = Only the id was looked at. Who signed the app can be said from its file.
channel-hidden-official-signer = The signature is official, but this app is not on the list.
channel-hidden-read-as-app = It was read as the id of an app. As an address it would lead to somebody else.
