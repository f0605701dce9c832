# What applicants read on the pages of the flow.

loading = 正在加载
connection-away = 服务器没有回应。内容不会丢失；恢复后，此页面会自动继续。
fault-title = 此页面无法显示
fault-what = 您填写的内容和照片已保存在此设备上。
fault-part = 页面有一部分没有加载。请检查网络后重新加载。
fault-again = 重新加载
frame-test = 测试：这里的内容与真实人物无关。
finding-more = 了解更多
start-title = 验证您的身份
contact = 联系人工
left-title = 已有 { $count } 项内容离开此设备
left-draft = 到目前为止填写的内容
