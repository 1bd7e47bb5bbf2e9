/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finding as a row of a boxed list, right below the row of its field. */
#pragma once

#include <adwaita.h>

#include "model/herald-issue.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ISSUE_ROW (herald_issue_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldIssueRow, herald_issue_row, HERALD, ISSUE_ROW, AdwPreferencesRow)

/* Properties: "field" (the name in HeraldIssue.field), "field-widget" (the row above: it gets the
 * colour, and is described by the sentence). */
GtkWidget *herald_issue_row_new (const char *field, GtkWidget *field_widget);
void       herald_issue_row_set_issue (HeraldIssueRow *self, const HeraldIssue *issue);
/* Shows the first of @issues that is about the row's field, or hides the row. */
void        herald_issue_row_show (HeraldIssueRow *self, GPtrArray *issues);
const char *herald_issue_row_get_text (HeraldIssueRow *self); /* (nullable) */

G_END_DECLS
