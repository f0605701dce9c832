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
