# What applicants read of an appeal.

appeal-hours-minutes = { $hours } 小时 { $minutes } 分钟
appeal-hours = { $hours } 小时
appeal-minutes = { $minutes } 分钟
appeal-valid = 有效期至 { $when }
appeal-valid-left = （还剩 { $left }）

# On the result page.
appeal-card-title = 您可以申诉
appeal-card-until = 在 { $when } 之前提出申诉，将由人工重新决定。
appeal-card-what = 提出申诉后，将由人工重新决定。
appeal-card-needs = 大约需要十分钟，请准备：
appeal-card-contact = 您登记的电子邮箱或手机号；
appeal-card-paper = 一支笔和一张纸，用来手写一份简短的声明；
appeal-card-photo = 您的证件，用来拍一张您手持证件和声明的照片。
appeal-card-begin = 开始申诉
appeal-card-open = 您的申诉
appeal-card-receipt = 受理编号 { $receipt }
appeal-card-asked = 审核人员正在等您的答复，在此期间暂停计时。
appeal-card-on = 继续申诉
appeal-card-answer = 查看并答复
appeal-card-look = 查看申诉
appeal-card-ended = 您的申诉
appeal-card-closed = 申诉期限已于 { $when } 截止。您仍可通过下方链接联系人工。
appeal-card-over = 申诉期限已过。您仍可通过下方链接联系人工。
appeal-card-none = 这个结果不是拒绝，无需申诉。如有不妥，可通过下方链接联系人工。

# Titles: how it stands.
appeal-begin-title = 请人工重新决定
appeal-none-title = 目前无法申诉
appeal-draft-title = 申诉已开始，尚未提交
appeal-waits-title = 已收到您的申诉
appeal-looked-title = 您的申诉正在审核
appeal-asked-title = 审核人员有事询问您
appeal-second-title = 您的申诉正在复核
appeal-decided-title = 您的申诉已有决定
appeal-withdrawn-title = 您已撤回申诉
appeal-withdrawn-what = 不再对它作出决定，原来的结果保持不变。
appeal-lapsed-title = 申诉未作决定即已结束
appeal-lapsed-what = 审核人员曾向您询问，但期限内没有收到答复。原来的结果保持不变。
appeal-lapsed-draft-what = 申诉已开始，但期限内没有提交。原来的结果保持不变。
appeal-overtaken-what = 您开始这次申诉之后又提交过一次，已有更新的结果。申诉针对最新的结果，请重新开始。

# Before it.
appeal-begin-lead = 由未参与首次决定的审核人员，结合您这次提交的内容，重新查看全部资料。
appeal-again-until = 您可以在 { $when } 之前重新申诉。
appeal-until = 请在 { $when } 之前提交。
appeal-begin-needs = 您需要准备
appeal-begin-contact = 您登记的电子邮箱或手机号，用来接收验证码。
appeal-begin-paper = 一支笔、一张纸，以及这次验证所用的证件。
appeal-begin-photos = 一台相机，或可以拍照的手机。
appeal-begin-minutes = 大约十分钟。您可以中途离开，之后在此设备或其他设备上继续，内容不会丢失。
appeal-begin-then = 提交之前，每张照片都会先看一遍，您能看到哪里可以更好。这些提示不会对您不利。
appeal-begin = 开始
appeal-to-result = 返回结果

# Steps.
appeal-step-contact = 证明是您本人
appeal-step-write = 手写声明
appeal-step-held = 您的照片
appeal-step-paper = 声明的照片
appeal-step-more = 补充说明
appeal-step-review = 核对并提交
appeal-title-contact = 证明是您本人
appeal-title-write = 请手写以下内容
appeal-title-held = 手持证件和声明的照片
appeal-title-paper = 声明的照片
appeal-title-more = 还有什么需要说明
appeal-title-review = 核对并提交

# 1. The contact.
appeal-contact-lead = 验证码会发送到您在 { $party } 登记的联系方式，这样别人就无法以您的名义申诉。
appeal-contact-email = 您的电子邮箱
appeal-contact-phone = 您的手机号
appeal-contact-to-email = 我的电子邮箱
appeal-contact-to-phone = 我的手机号
appeal-contact-where = 验证码发送到哪里？
appeal-contact-goes = 验证码将发送到 { $address }。
appeal-contact-send = 发送验证码
appeal-contact-sent-email = 一封含六位验证码的邮件正在发送到 { $address }，可能需要一分钟。没有看到时，请查看垃圾邮件。
appeal-contact-sent-phone = 一条含六位验证码的短信正在发送到 { $address }，可能需要一分钟。
appeal-contact-hint = 六位数字，可以尝试五次。
appeal-contact-again = 重新发送
appeal-contact-other = 换一个接收方式
appeal-contact-wrong = 验证码不符，或已使用过。请与最新的消息核对，或重新发送。
appeal-contact-over = 验证码已失效，请重新发送。
appeal-contact-not-sent = 验证码暂时无法发送，请几分钟后再试。
appeal-contact-proven = 已确认是您本人：发送到 { $address } 的验证码正确。
appeal-contact-none = { $party } 没有您可接收验证码的联系方式。请联系人工，会有人协助您。
appeal-contact-only-phone = { $party } 只登记了您的手机号，而这里无法发送短信。请联系人工，会有人协助您。
appeal-contact-not-mine = 这不是您的联系方式，或您已无法使用它？

# 2. The statement.
appeal-write-lead = 请取一张纸和一支笔，写下这四行。
appeal-write-next = 写好之后，请手持这张纸和您的证件拍一张照片。
appeal-line-username = 您的用户名
appeal-line-date = 今天的日期
appeal-line-purpose = 用途
appeal-line-purpose-one = 用途，任选一种语言
appeal-line-or = 或
appeal-line-code = 手写码
appeal-code-over = 手写码已失效。请先获取新的手写码，再动笔书写。
appeal-code-new = 获取新的手写码
appeal-code-made = 这是新的手写码，之前的手写码已失效。
appeal-code-made-photos = 这是新的手写码。请用它重新书写，并重拍两张照片。
appeal-code-sure = 要获取新的手写码吗？
appeal-code-sure-what = 您的照片上是现在的手写码。换新的手写码后，需要重新书写并重新拍照。
appeal-write-how = 书写要求
appeal-write-hand = 用深色笔在白纸上手写，不要打印，也不要写在屏幕上。
appeal-write-lines = 每项单独一行，字迹清楚。
appeal-write-exact = 用户名和手写码请与此处逐个字符一致。
appeal-write-large = 字的大小与此页面上的相当，便于相机看清。
appeal-write-why = 日期和手写码表明这份声明是为这次申诉而写的；用途可以防止它被用在别处。
appeal-write-done = 我已写好

# 3. Photos.
appeal-held-lead = 一张照片里要有三样：您的脸、您的证件和手写的声明。
appeal-held-help = 可以请人用后置相机帮您拍。如果是一个人，请把手机放稳，使用定时拍摄。
appeal-do = 应当这样
appeal-do-face = 整张脸没有遮挡，正对相机
appeal-do-document = 证件有照片的一面
appeal-do-paper = 声明的四行都在画面里
appeal-do-light = 光线均匀，距离够近，看得清
appeal-dont = 不要这样
appeal-dont-covered = 纸挡住了脸
appeal-dont-fingers = 手指挡住了证件
appeal-dont-far = 太远，看不清
appeal-camera-held = 您的脸、证件和声明都要在画面里。
appeal-camera-statement = 整张纸都要在画面里，尽量靠近。
appeal-camera-extra = 请拍照。
appeal-camera-back = 使用后置相机
appeal-camera-front = 使用前置相机
appeal-mirror = 预览是镜像的，照片不是。
appeal-timer = 定时
appeal-timer-none = 关
appeal-timer-seconds = { $seconds } 秒
appeal-timer-runs = { $seconds } 秒后拍照，再按一次可停止。
appeal-own-eyes = 请您自己看一下：
appeal-held-face = 脸是否完整、清晰、没有遮挡？
appeal-held-document = 证件上的照片和号码是否看得清？
appeal-held-paper = 声明的每一行是否都能读出来？
appeal-statement-lead = 把同一张纸靠近再拍一张，让每个字都看得清。
appeal-statement-whole = 整张纸都在画面里。
appeal-statement-lines = 四行都看得清，手写码的每个字符都能辨认。
appeal-statement-sharp = 画面清晰，没有阴影和反光。
appeal-send-photo = 发送这张照片
appeal-sending = 正在发送照片。如果网络中断，会从中断处继续。
appeal-photo-sent = 照片已发送
appeal-looking = 服务器正在查看照片。
appeal-old-code = 这张照片是在获取现在的手写码之前发送的，上面是另一个手写码。请用新的手写码重新书写，并重拍照片。
appeal-looked-good = 没有发现需要改进的地方。
appeal-looked-hints = 有 { $count } 处可以更好，仅供参考，您也可以直接使用这张照片。
appeal-not-looked = 暂时无法预先查看，之后一定会由人工查看。

# 4. Anything else.
appeal-more-lead = 这一页可以全部留空。有时一句话或一份文件，能说明照片说明不了的事。
appeal-explanation = 用您自己的话说明
appeal-explanation-hint = 例如：婚后改名、更换了证件，或您认为哪里被看错了。
appeal-letters-left = 还可以写 { $count } 个字
appeal-letters-over = 超出 { $count } 个字
appeal-kept = 已保存在此设备上
appeal-saved = 已保存
appeal-extra = 更多照片
appeal-extra-what = 例如证件的另一面、以前的证件，或改名证明。请遮住不需要的内容。
appeal-extra-add = 添加照片
appeal-extra-room = 还可以添加 { $count } 个文件。
appeal-extra-full = 已达到 { $most } 个文件。如需添加，请先移除一个。
appeal-extra-number = 照片 { $number }
appeal-extra-remove = 移除
appeal-extra-sent = 已发送，由人工查看。

# 5. Review.
appeal-review-lead = 审核人员会看到以下内容，以及您之前提交的资料。
appeal-piece-none = 没有内容，可以不填
appeal-piece-letters = { $count } 个字
appeal-piece-files = { $count } 张照片
appeal-piece-old-code = 已发送，但手写码是旧的
appeal-piece-proven = 已通过验证码确认
appeal-piece-hints = 已发送，有 { $count } 条提示
appeal-review-expired = 声明上的手写码已失效。请获取新的手写码，重新书写，并重拍两张照片。
appeal-review-to-code = 获取新的手写码
appeal-review-then = 提交之后，您会得到受理编号，以及人工作出决定的期限。届时照片不能再更换。
appeal-submit = 提交申诉

# 6. While people have it.
appeal-open-lead = 您无需做任何事。有新的进展时，会显示在这里。
appeal-open-asked = 审核人员需要您提供一些内容才能决定，请在下方答复。
appeal-open-second = 由另一位审核人员独立复核，不由一个人单独决定。您无需做任何事。
appeal-open-close = 您可以关闭此页面，原来的链接会带您回到这里。
appeal-due = 最迟 { $when } 作出决定（{ $away }）
appeal-target = 我们力争在 { $when } 之前完成。
appeal-paused = 等待您答复期间暂停计时，答复之后继续。
appeal-late = 已经超时。原定 { $when } 之前作出决定，我们深表歉意。
appeal-late-what = 您的申诉已排在负责人待办的最前面，相关责任方也已得到通知。超时不等于拒绝，您无需做任何事。
appeal-receipt = 受理编号
appeal-receipt-copy = 复制编号
appeal-path = 申诉进度
appeal-path-past = ：已完成
appeal-path-now = ：进行中
appeal-path-later = ：尚未开始
appeal-path-received = 已收到
appeal-path-waits = 等待人工受理
appeal-path-waits-what = 正在排队。
appeal-path-looked = 人工审核
appeal-path-looked-what = 审核人员正在查看。
appeal-path-asked = 您的答复
appeal-path-asked-what = 审核人员有事询问您。
appeal-path-second = 第二人复核
appeal-path-second-what = 独立于第一位审核人员。
appeal-path-decided = 作出决定
appeal-messages = 消息
appeal-messages-none = 目前还没有消息。
appeal-from-you = 您
appeal-from-reviewer = 审核人员
appeal-message = 补充内容
appeal-message-hint = 决定之前会有人阅读。请不要填写密码。
appeal-message-send = 发送消息
appeal-message-came = 有新消息。
appeal-message-sent = 您的消息已转交审核人员。
appeal-asked = 询问的内容
appeal-asked-until = 请在 { $when } 之前答复（{ $away }）。到期没有答复，申诉将不作决定而结束。
appeal-answer = 您的答复
appeal-answer-empty = 请写下答复；只说明照片已添加也可以。
appeal-answer-send = 发送答复
appeal-answer-then = 您添加的照片会一并发送，之后继续计时。
appeal-withdraw = 撤回申诉
appeal-withdraw-draft = 不申诉了
appeal-withdraw-title = 要撤回申诉吗？
appeal-withdraw-yes = 撤回
appeal-withdraw-what = 不再对它作出决定，您现有的结果保持不变。此操作无法撤销。

# What came of it.
appeal-outcome-overturned = 申诉成立
appeal-outcome-overturned-what = 人工作出了对您有利的决定。您已通过验证，{ $party } 也已得知，您无需再做任何事。
appeal-outcome-remitted = 您可以再提交一次
appeal-outcome-remitted-what = 现有内容不足以作出决定。您可以重新拍照并再提交一次，这是额外增加的机会。之后 { $party } 会得知新的结果。
appeal-outcome-partial = 申诉部分成立
appeal-outcome-partial-what = 部分原因已撤销，其余列在下面。请改正后再次提交，{ $party } 会得知新的结果。
appeal-outcome-upheld = 维持原结果
appeal-outcome-upheld-what = 人工重新查看了全部资料，得出相同的结果。{ $party } 已得知结果。
appeal-outcome-upheld-why = 原因列在下面。
appeal-word = 审核人员的话
appeal-struck = 已撤销的原因
appeal-reasons-left = 仍需改正
appeal-reasons-upheld = 原因
appeal-redress = 其他途径
appeal-redress-what = 这里的程序到此结束。如果您不同意，还可以求助于：
appeal-redress-none = 这里的程序到此结束。如果您不同意，请向 { $party } 了解您所在地可受理此类决定的机构或法院。
appeal-take-new = 重新拍照
appeal-mend-rest = 改正其余部分
appeal-deleted-on = 您为这次申诉提交的内容将于 { $date } 删除。
appeal-deleted = 您为这次申诉提交的内容已于 { $date } 删除。

# What the server refuses, by its code.
problem-appeal-contact-unproven = 验证码正确之后，才能提交申诉。
problem-appeal-window-closed = 申诉期限已过。您可以通过下方链接联系人工。
problem-appeal-not-refused = 没有可以申诉的结果。
problem-appeal-overtaken = 您开始这次申诉之后已有更新的结果。请重新开始申诉，届时将针对该结果。
problem-appeal-too-many-codes = 这次申诉不能再发送验证码。您可以通过下方链接联系人工。
problem-appeal-incomplete = 还缺少内容，已在上方标出。
problem-appeal-code-expired = 声明上的手写码已失效。请获取新的手写码，重新书写，并重拍两张照片。
