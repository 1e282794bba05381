"""What people do with cases, a form at a time: the names of the operations."""

from app.operations import OperationName


class CaseOperation(OperationName):
    """What is done with a case or a list of them."""

    GIVE = "give_case"  # distribute or redistribute: a list chooses by what the case is when its form comes
    GIVE_WITH_PARTIAL_REPLY = "give_case_with_partial_reply"
    TAKE = "take_case"
    GIVE_BACK = "give_back_case"
    SEND_PARTIAL_REPLY = "send_partial_reply"
    SEND_COUNTER_QUESTION = "send_counter_question"
    SEND_FINAL_REPLY = "send_final_reply"
    WRITE_NOTE = "write_note"
    CLOSE = "close_case"
    CANCEL = "cancel_case"
    REOPEN = "reopen_case"
    UNDO = "undo_step"
    MARK_RECORDED = "mark_recorded"
    UNMARK_RECORDED = "unmark_recorded"
    SAVE_VIEW = "save_view"
    SEND_CASE = "send_case"
    ANSWER_QUESTION = "answer_question"
    WITHDRAW = "withdraw_case"
