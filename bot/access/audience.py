"""An Audience is whom guidance is written for; these two exist everywhere, the settings name the others."""

PUBLIC = "public"
EMPLOYEES = "employees"
