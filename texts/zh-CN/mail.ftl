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
