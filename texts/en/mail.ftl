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
