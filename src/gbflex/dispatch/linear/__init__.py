"""Problems of stores that the exact algorithm cannot express, as linear programs for HiGHS."""
