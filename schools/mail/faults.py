"""Why a mail server did not take a letter, in words for the administrator, and whether asking again is any use."""

import smtplib
from dataclasses import dataclass

_PERMANENT = 500


@dataclass(frozen=True)
class Fault:
    """`is_final`: the server refused this letter for good (5xx; RFC 5321, 4.2.1). No address stands in the words."""

    words: str
    is_final: bool = False


def fault_of(error: Exception) -> Fault:
    """What an error of sending means."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max(code for code, _ in error.recipients.values())
        return Fault(f"邮箱被拒收（{code}）", is_final=code >= _PERMANENT)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Fault("邮件服务器不接受登录名或密码")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Fault(f"邮件服务器不接受发件地址（{error.smtp_code}）")
    if isinstance(error, smtplib.SMTPDataError):
        return Fault(f"邮件服务器没有收下（{error.smtp_code}）", is_final=error.smtp_code >= _PERMANENT)
    if isinstance(error, OSError):  # what is left of smtplib's errors belongs here too
        return Fault("连不上邮件服务器，或中途断开")
    return Fault(f"出错了（{type(error).__name__}），原因在日志里")
