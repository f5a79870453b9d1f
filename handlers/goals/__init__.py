"""Goals: what one person wants to reach in a cycle, with weights, apart from OKRs."""
