"""What can go wrong in a service, as codes with a sentence for people.

Views turn these into a page, the API into JSON, commands into an exit code; nobody matches the words.
"""

from django.core.exceptions import PermissionDenied


class PortalError(Exception):
    """A refusal with a stable `code` and a Chinese `message` that says what to do."""

    code = "refused"
    status = 400

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code


class NotAllowed(PermissionDenied):
    """Inside one's scope, but not one's to do (403)."""

    code = "not_allowed"
    status = 403

    def __init__(self, message: str = "您的角色不能执行此操作，如有需要请联系本级管理员。") -> None:
        super().__init__(message)
        self.message = message


class IllegalState(PortalError):
    """The record has moved on; what was asked is not possible in its present state (409)."""

    code = "illegal_state"
    status = 409


class CommentRequired(PortalError):
    code = "comment_required"

    def __init__(self, message: str = "请填写意见，说明理由后再提交。") -> None:
        super().__init__(message)


class Incomplete(PortalError):
    """Something the step needs is missing; `missing` lists it, one sentence each, `step` is the verb."""

    code = "incomplete"

    def __init__(self, missing: list[str], step: str = "办理") -> None:
        super().__init__(f"还不能{step}：{'；'.join(one.removesuffix('。') for one in missing)}")
        self.missing = missing


class Conflict(PortalError):
    """Somebody else saved the record first (409); `current` is the row as it is now."""

    code = "conflict"
    status = 409

    def __init__(self, current) -> None:
        super().__init__("这条记录刚刚被他人修改，请核对两个版本后再保存。")
        self.current = current
