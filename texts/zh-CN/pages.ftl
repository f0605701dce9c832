# 关于各项原因的公开页面，不针对任何个案：需要个案数值的地方只作一般说明。

page-reasons = 原因与解决办法
page-reasons-what = 这里用通俗的话列出验证中可能遇到的所有问题。您自己的结果会写明发现了什么，并在您的照片上标出。
page-saw-in-general = 您的情况中我们看到了什么，会在您的结果中显示。
page-need-in-general = 您的情况中需要什么，会在您的结果中显示。
page-next = 接下来由谁决定
page-next-retry = 由您：请重新拍照，新照片会自动检查。
page-next-correct = 由您：请更正填写的内容，或换用其他证件，之后会自动检查。
page-next-review = 由人工查看并决定。结果会通知您，您也可以申诉。
page-next-final = 由要求验证的机构的规则决定。您可以申诉，由人工查看。
page-next-technical = 由我们：问题解决后会继续，不占用您的次数。
page-all = 所有原因
page-back = 返回您的验证
page-language = English

page-group-file = 文件
page-group-device = 相机与浏览器
page-group-net = 网络连接
page-group-capture = 拍照
page-group-img = 照片质量
page-group-doc = 证件
page-group-read = 证件读取
page-group-mrz = 机读码
page-group-barcode = 条形码
page-group-chip = 芯片
page-group-data = 填写内容与证件内容
page-group-auth = 证件原件的拍摄
page-group-face = 人脸
page-group-live = 真人在场
page-group-policy = 要求验证的机构的规则
page-group-session = 会话
page-group-consent = 同意
page-group-appeal = 申诉
page-group-sys = 我们这边
