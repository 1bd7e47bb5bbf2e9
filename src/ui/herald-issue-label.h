/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A finding beside its field: an icon of its severity and a sentence. */
#pragma once

#include <gtk/gtk.h>

#include "model/herald-issue.h"

G_BEGIN_DECLS

#define HERALD_TYPE_ISSUE_LABEL (herald_issue_label_get_type ())
G_DECLARE_FINAL_TYPE (HeraldIssueLabel, herald_issue_label, HERALD, ISSUE_LABEL, GtkWidget)

GtkWidget *herald_issue_label_new (void);
/* @issue: (nullable): copied; NULL hides the label. */
void        herald_issue_label_set_issue (HeraldIssueLabel *self, const HeraldIssue *issue);
const char *herald_issue_label_get_text (HeraldIssueLabel *self); /* (nullable) */

G_END_DECLS
