# 信件：标题与正文。

mail-way_back = 您的验证码：{ $code }
    .text =
        有人（应该是您本人）请求继续办理{ $party }的身份验证。

        您的验证码是 { $code }，{ $minutes } 分钟内有效，只能使用一次。

        请只在 { $address } 输入。{ $party }或任何其他人都不会向您索要。
        如果不是您本人操作，无需理会：没有验证码，任何人都无法进入。
mail-endpoint_disabled = 一个 webhook 接收地址已停用
    .text =
        { $party }的接收地址 { $endpoint } 已连续三天无法送达，不再向其发送。

        事件仍然保留。修复接收端后请重新登记，并用 GET /v1/events 读取遗漏的事件。
mail-appeal_code = 您的验证码：{ $code }
    .text =
        有人（应该是您本人）对{ $party }身份验证的结果提出申诉。

        您的验证码是 { $code }，{ $minutes } 分钟内有效，用于确认此联系方式属于您。

        请只在 { $address } 输入。{ $party }或任何其他人都不会向您索要。
        如果不是您本人操作，无需理会。
mail-appeal_received = 已收到您的申诉：{ $receipt }
    .text =
        您对{ $party }身份验证结果的申诉已收到，受理编号为 { $receipt }。

        将有专人在 { $due } 之前作出决定。您无需再次提交；在此之前也不能重复提交。

        您可以在 { $address } 查看进度，或给我们留言。
mail-appeal_asked = 关于您的申诉 { $receipt } 的问题
    .text =
        处理您对{ $party }申诉的人员需要您补充信息，具体内容请在 { $address } 查看。

        请在 { $until } 之前答复。等待期间，处理时限暂停计算。到期没有答复，申诉将不作决定而结束，原来的结果保持不变。
mail-appeal_message = 关于您的申诉 { $receipt } 的留言
    .text =
        您对{ $party }的申诉有一条新留言，请在 { $address } 查看。
mail-appeal_late = 您的申诉 { $receipt } 需要更长时间
    .text =
        我们承诺在此时之前对您在{ $party }的申诉作出决定，但未能做到，十分抱歉。

        您的申诉已排在负责人待办的最前面，相关责任方也已得到通知。您无需做任何事，这也不会对您造成不利影响。

        您可以在 { $address } 查看进度。
mail-appeal_lapsed = 您的申诉 { $receipt } 已结束
    .text =
        处理您对{ $party }申诉的人员曾请您补充信息，但期限内没有收到答复。申诉未作决定即已结束，原来的结果保持不变。

        能否重新申诉以及截止时间，请在 { $address } 查看。
mail-appeal_decided = 您的申诉 { $receipt } 已有决定
    .text =
        已有专人对您在{ $party }的申诉作出决定。结果和理由请在 { $address } 查看。
mail-too_many_openings = 有人查看了大量案件
    .text =
        { $party }的用户 { $user } 在一小时内查看的内容超出正常审核范围，本小时内已被停止。

        审计记录中有查看的对象和用途。如非正常操作：candor admin disable-user。
mail-operator_appeal_late = 申诉 { $receipt } 已逾期
    .text =
        依赖方 { $party } 的申诉 { $receipt } 应于 { $due } 前作出决定，目前尚无人决定。

        该申诉排在案件队列首位，在有人作出决定之前一直保持开放，不会因逾期而被拒绝。
mail-operator_user_created = 控制台新增了用户
    .text =
        依赖方 { $party } 的管理员 { $by } 新增了用户 { $user }。

        如非正常操作：candor admin disable-user。审计记录中有两者的全部操作。
mail-operator_user_password = 用户密码已被重设
    .text =
        依赖方 { $party } 的管理员 { $by } 为用户 { $user } 设置了新密码。

        如非正常操作：candor admin disable-user。审计记录中有两者的全部操作。
mail-operator_user_factor = 第二验证因素已被重置
    .text =
        依赖方 { $party } 的管理员 { $by } 重置了用户 { $user } 的第二验证因素：持有密码的人可以重新设置。

        如非正常操作：candor admin disable-user。审计记录中有两者的全部操作。
mail-account_code = 您的验证码：{ $code }
    .text =
        有人（很可能是您本人）正在用这个联系方式在 { $party } 注册。

        您的验证码是 { $code }，{ $minutes } 分钟内有效，只能使用一次。

        请只在 { $address } 上输入。{ $party } 或其他任何人都不会向您索要验证码。
        如果不是您本人，您无需做任何事：没有验证码就无法注册。
mail-account_known = 您已在 { $party } 注册
    .text =
        有人（很可能是您本人）想用这个联系方式在 { $party } 注册。这个联系方式已有账户，因此没有任何改动。

        请在 { $address } 登录；如果无法登录，可以在那里设置新密码。
        如果不是您本人，您无需做任何事。对方并不知道这里已有账户。
mail-account_sign_in = 您的验证码：{ $code }
    .text =
        有人（很可能是您本人）正在新设备上登录您在 { $party } 的账户，或想更改账户信息。密码输入正确。

        您的验证码是 { $code }，{ $minutes } 分钟内有效，只能使用一次。

        请只在 { $address } 上输入。{ $party } 或其他任何人都不会向您索要验证码。
        如果不是您本人，说明有人知道您的密码：请在 { $address } 更改密码。
mail-account_recovery = 您的验证码：{ $code }
    .text =
        有人（很可能是您本人）想为您在 { $party } 的账户设置新密码。

        您的验证码是 { $code }，{ $minutes } 分钟内有效，只能使用一次。

        请只在 { $address } 上输入。{ $party } 或其他任何人都不会向您索要验证码。
        如果不是您本人，您无需做任何事：没有验证码就不会有任何改动。
mail-account_contact = 您的验证码：{ $code }
    .text =
        有人（很可能是您本人）想用这里作为 { $party } 账户的联系方式。

        您的验证码是 { $code }，{ $minutes } 分钟内有效。另一个验证码已发到账户目前的联系方式；两个都需要。

        请只在 { $address } 上输入。如果不是您本人，您无需做任何事。
mail-account_contact_old = 您的验证码：{ $code }
    .text =
        有人（很可能是您本人）想更改您在 { $party } 账户的联系方式。

        您的验证码是 { $code }，{ $minutes } 分钟内有效。另一个验证码已发到新的联系方式；两个都需要。

        请只在 { $address } 上输入。如果不是您本人，说明有人进入了您的账户：请不要把验证码交给任何人，并在 { $address } 退出所有设备、更改密码。
mail-account_registered = 您在 { $party } 的账户
    .text =
        您在 { $party } 的账户已注册。登录地址：{ $address }
mail-account_password_changed = 您的账户密码已更改
    .text =
        您在 { $party } 的账户密码已更改，其他设备均已退出登录。

        如果不是您本人，请立即在 { $address } 重新设置密码。
mail-account_password_added = 您的账户已添加密码
    .text =
        您在 { $party } 的账户已添加密码，其他设备均已退出登录。今后也可以用该密码登录；在新设备上还需要发送到此处的验证码。

        如果不是您本人，请立即在 { $address } 按“忘记密码”重新设置：这会移除所有通行密钥，并使所有设备退出登录。
mail-account_recovered = 您的账户密码已更改
    .text =
        您在 { $party } 的账户已通过发到这里的验证码设置了新密码。所有设备均已退出登录，不再有已识别的设备，所有通行密钥均已移除。在 { $address } 登录后可以重新添加通行密钥。

        如果不是您本人，请立即在 { $address } 重新设置密码。
mail-account_passkey_added = 您的账户已添加通行密钥
    .text =
        您在 { $party } 的账户已添加一个通行密钥。能解锁该设备的人无需密码即可登录。

        如果不是您本人，请立即在 { $address } 通过“忘记密码”重新设置密码：这样会移除所有通行密钥，并退出所有登录。
mail-account_passkey_removed = 您的账户已移除一个通行密钥
    .text =
        您在 { $party } 的账户已移除一个通行密钥。它不能再用于登录，其他登录均已退出。

        如果不是您本人，请立即在 { $address } 通过“忘记密码”重新设置密码：这样会退出所有登录。
mail-account_word_changed = 您的防钓鱼码已更改
    .text =
        您在 { $party } 账户的防钓鱼码已更改。从下一封信起，每封信中都会显示新的防钓鱼码。

        如果不是您本人，请在 { $address } 退出所有设备并更改密码。
mail-account_contact_changed = 您的账户联系方式已更改
    .text =
        您在 { $party } 的账户已改用其他联系方式：信件不再发到这里。新旧联系方式都已确认。

        如果不是您本人，请立即联系 { $party }。
mail-account_closed = 您的账户已关闭
    .text =
        您在 { $party } 的账户已关闭，用户名、联系方式、防钓鱼码、密码和通行密钥均已删除。这是最后一封信。
mail-account_word = 您的防钓鱼码
    .text =
        您的防钓鱼码：{ $word }
        防钓鱼码本身不能证明什么：看过一封信的人就知道它。登录前请核对浏览器地址栏中的地址；通行密钥会替您核对。
