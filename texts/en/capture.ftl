# What applicants read while they take photos and the short video.

marked-none = Your photo. Nothing is marked on it.
marked-some = { $count ->
    [one] Your photo, with one place marked.
   *[other] Your photo, with { $count } places marked.
}
marked-one = { $number }: { $what }, { $where }.
marked-top-left = at the top left
marked-top-middle = at the top
marked-top-right = at the top right
marked-middle-left = at the left
marked-middle-middle = in the middle
marked-middle-right = at the right
marked-bottom-left = at the bottom left
marked-bottom-middle = at the bottom
marked-bottom-right = at the bottom right

front-title = Photo of your document
back-title = Photo of the back
face-title = Photo of your face
face-not-agreed = You did not agree to the face check, so no photo of your face is taken here. A person looks at your document instead.
face-without = Go on without
face-consent = Read about the face check

intro-open = Open the camera
intro-stays = The photo stays on this device until you say that it shall be used.
side-front-passport = Open the passport at the page with your photo. Both lines with arrows (<<<) at the bottom belong in the picture.
side-front-visa = The whole visa, with both lines with arrows (<<<) at the bottom.
side-front-card = The side with your photo.
side-front-licence = The side with your photo.
side-back = The other side, the one without the large photo.
side-back-licence = The other side, the one with the table of classes.
list-corners = All four corners are in the picture.
list-letters = Every letter can be read.
list-reflection = No reflection lies on it; tilt it away from lamps.
list-finger = No finger covers anything.
list-background = It lies on a plain surface of another colour.
list-whole = Your whole face is in the picture, from chin to forehead.
list-light = Light comes from the front.
list-eyes = Your eyes are open and free.
list-alone = Nobody else is in the picture.

camera-preview = What the camera shows
camera-asking = The browser asks whether this page may use the camera. Please choose “Allow”.
camera-muted = The picture stands still. Another app may be using the camera, or it is covered.
camera-failed = The photo could not be taken. Please press the button once more, or choose a file.
camera-again = Try again
camera-other = Use the camera “{ $name }”
camera-which = Camera
camera-number = Camera { $number }
camera-phone = Go on with another device
camera-person = A person instead
camera-denied = The camera is not allowed
camera-denied-saw = This page may not use the camera.
camera-denied-need = Access to the camera is needed to take photos here.
camera-denied-do = Allow the camera in the browser's settings and try again, go on with your phone by the QR code, or choose a file.
camera-missing = No camera was found
camera-missing-saw = This device has no camera that the browser can use.
camera-missing-need = A camera, or photos that you took before, are needed.
camera-missing-do = Go on with your phone by the QR code, or upload photos.
camera-busy = The camera is in use
camera-busy-saw = The camera is there, and does not start. Another app or another page may be using it.
camera-busy-need = The camera is needed by this page alone for a moment.
camera-busy-do = Close other apps and pages that use the camera and try again, go on with your phone by the QR code, or choose a file.
camera-ended = The camera stopped
camera-ended-saw = The camera was unplugged, taken by another app, or is no longer allowed.
camera-ended-need = The camera is needed until the photo is taken.
camera-ended-do = Try again; nothing is lost. Otherwise go on with your phone by the QR code, or choose a file.
camera-insecure = This connection gives no camera
camera-insecure-saw = The page was not opened over a secure connection (https).
camera-insecure-need = Browsers give the camera to secure pages alone.
camera-insecure-do = Open the link that you were sent once more, go on with your phone by the QR code, or choose a file.
camera-unsupported = This browser cannot be used for photos
camera-unsupported-saw = The browser lacks something that this step needs.
camera-unsupported-need = A current browser is needed.
camera-unsupported-do = Use another browser or your phone; what you entered is kept. Or choose a file.
torch-on = Light on
torch-off = Light off
shutter = Take the photo
auto-take = Take it by itself

guide-into-frame = Put the document into the frame
guide-into-oval = Put your face into the oval
guide-alone = Press the button when the picture is sharp and nothing is cut off.
guide-alone-face = Press the button when your whole face is in the oval.
guide-no-document = No document in sight
guide-no-face = No face in sight
guide-still = Hold still
guide-hold = Hold it like this for a moment.
guide-good = Good
guide-press = Press the button.
guide-taken = The photo is taken
guide-coming = Live help is being loaded ({ $loaded } of { $total }). You need not wait for it.

file-choose = Choose a photo instead
file-drop = Drop the photo here
file-empty = The file is empty
file-empty-saw = The file has no content.
file-empty-need = A photo is needed.
file-empty-do = Choose the photo again, or take a new one.
file-corrupt = The file is damaged
file-corrupt-saw = The file could not be read to its end.
file-corrupt-need = A whole JPEG, PNG or WebP file is needed.
file-corrupt-do = Take a new photo, or send the original without renaming or converting it.
file-unsupported_format = This kind of file cannot be read
file-unsupported_format-saw = The file is not a JPEG, PNG or WebP image.
file-unsupported_format-need = JPEG, PNG or WebP is needed.
file-unsupported_format-do = Save it as JPEG; on an iPhone choose Settings, Camera, Formats, Most Compatible.
file-heic = Photos of this kind cannot be read
file-heic-saw = The photo is a HEIC or AVIF file, as some phones save them.
file-heic-need = JPEG, PNG or WebP is needed.
file-heic-do = Take the photo with this page's camera, or save it as JPEG; on an iPhone choose Settings, Camera, Formats, Most Compatible.
file-too_large = The file is too large
file-too_large-saw = The image is larger than what is accepted.
file-too_large-need = At most 64 MB and 50 million pixels are accepted.
file-too_large-do = Use the normal mode of the camera and send that photo.

checking = Your photo is being checked on this device.
checking-skip = Go on without this check
photo-look = Please look at your photo
photo-good = This photo is good
photo-almost = This photo can be used
photo-refused = { $count ->
    [one] One thing to change
   *[other] { $count } things to change
}
photo-good-document = Everything that this device can check is fine.
photo-good-face = Your face can be seen well.
photo-unchecked = This device could not check the photo. The server checks it on the last page, before you submit. Please look for yourself:
photo-rest = Some checks did not run on this device. The server does them on the last page, before you submit.
photo-show = Show where
photo-typed = Change what I typed
photo-use = Use this photo
photo-on = Go on with this photo
photo-again = Take it again
photo-anyway = Use it anyway
photo-sure = With this photo the check will most likely come back to you, and one of your attempts is then used up. A new photo takes a moment.
photo-here = The photo is on this device alone. It is sent once you choose to use it.
photo-sent = The photo was sent. A new one takes its place.
