# 官方渠道：是否官方、模仿了什么、应该怎么做。

channel-official = 官方
channel-not-official = 非官方
channel-looks-like = 仿冒

channel-official-saw = 这个{ $kind }在名单上：{ $entry }。
channel-official-do = 可以使用。官方不会向您索要密码或发给您的验证码。
channel-not-official-saw = 这个{ $kind }不在官方渠道名单上。
channel-not-official-do = 请不要在那里以这家公司的名义登录或付款。请使用名单上的地址。
channel-looks-like-saw = 这个{ $kind }不是官方的，它看起来像 { $entry }。
channel-looks-like-do = 请不要打开、回复或安装。请使用名单上的地址，并告诉这家公司它是从哪里来的。
channel-unopened = 没有打开任何内容；这是根据写法判断的。

channel-kind-link = 链接
channel-kind-mailbox = 邮箱地址
channel-kind-phone = 电话号码
channel-kind-app = 应用

channel-method-confusable = 有些字母来自其他文字，或者只是看起来像正确的字母。
channel-method-typo = 拼写不对：字母被调换、遗漏、添加，或换成了数字。
channel-method-other-suffix = 名称相同，但后面的部分不同。
channel-method-nested = 官方名称只是另一个域名的一部分。真正有效的是域名的末尾。
channel-method-swapped = 词的顺序被调换，或者被连在一起。
channel-method-added-word = 官方名称上加了别的词。
channel-method-userinfo = @ 前面只是一个名字，链接通向 @ 后面的地址。
channel-method-path = 官方名称写在别人的地址后面。
channel-method-invitation-on-foreign-domain = 它带有邀请，但在别人的域名上。
channel-method-app-outside-stores = 这家公司的应用只从名单上的商店提供。
channel-method-other-certificate = 应用的标识是官方的，但签名者不在名单上，或者签名不符。
channel-method-package-look-alike = 应用的标识或名称与官方应用相似。
channel-method-display-name = 地址前面的名称是这家公司的，地址却不是。
channel-method-number-look-alike = 号码与官方号码只差一位数字，或国家不同。

channel-hidden-http = 连接没有加密；请使用 https。
channel-hidden-userinfo = 其中 @ 前面有一个名字；它并不需要。
channel-hidden-port = 它通向一个特别的端口。
channel-hidden-punycode = 名称中有英文以外的字母，这里按计算机的写法显示。
channel-hidden-invisible = 其中有看不见的字符。
channel-hidden-defanged = 它的写法是为了防止误点。
channel-hidden-several = 文字中不止一个；这是其中最差的一个。
channel-hidden-official-domain = 域名属于这家公司，但它本身不在名单上。
channel-hidden-country-assumed = 缺少国家代码，已按名单补上。
channel-hidden-certificate-unseen = 只看了标识。由谁签名要看应用文件才知道。
channel-hidden-official-signer = 签名是官方的，但这个应用不在名单上。
channel-hidden-read-as-app = 这里把它读作应用的标识；作为网址，它会通向别人那里。
