"""The approval of goals: sent to the manager, talked about, approved, and changed with a reason."""
