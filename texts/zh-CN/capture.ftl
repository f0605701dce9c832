# What applicants read while they take photos and the short video.

marked-none = 您的照片，没有标记。
marked-some = 您的照片，标出了 { $count } 处。
marked-one = { $number }：{ $what }，{ $where }。
marked-top-left = 在左上方
marked-top-middle = 在上方
marked-top-right = 在右上方
marked-middle-left = 在左侧
marked-middle-middle = 在中间
marked-middle-right = 在右侧
marked-bottom-left = 在左下方
marked-bottom-middle = 在下方
marked-bottom-right = 在右下方
