"""What acts are called, for people. Every verb that a service records stands here (a test checks it)."""

VERBS = {
    "school.open": "开通学校",
    "school.rename": "修改学校",
    "school.suspend": "停用学校",
    "school.resume": "恢复学校",
    "school.close": "关闭学校",
    "school.reopen": "重新开通学校",
    "school.host_add": "添加学校域名",
    "school.host_remove": "移除学校域名",
    "setting.change": "修改设置",
    "workday.set": "调整工作日",
    "workday.remove": "取消工作日调整",
    "user.create": "建立账号",
    "user.change": "修改账号",
    "user.reset": "重置密码",
    "user.password": "修改密码",
    "user.deactivate": "停用账号",
    "user.activate": "启用账号",
    "mobile.reveal": "查看手机号",
}
