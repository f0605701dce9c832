# What applicants read on the pages of the flow.

loading = Loading
connection-away = The server does not answer. Nothing is lost; this page goes on by itself as soon as it is back.
fault-title = This page could not be shown
fault-what = What you entered and the photos you took are kept on this device.
fault-part = A part of the page did not load. Please check the connection and load the page again.
fault-again = Load again
frame-test = Test: nothing here is about a real person.
finding-more = More about this
start-title = Verify your identity
contact = Contact a person
left-title = { $count ->
    [one] One thing left this device
   *[other] { $count } things left this device
}
left-draft = What you typed so far
