/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page shows when it has nothing to show: loading, empty, or failed with a way on. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HERALD_TYPE_STATUS (herald_status_get_type ())
G_DECLARE_FINAL_TYPE (HeraldStatus, herald_status, HERALD, STATUS, AdwBin)

GtkWidget *herald_status_new (void);
void       herald_status_show_loading (HeraldStatus *self, const char *title);
/* @button: (nullable): the first step; clicking it emits “activated”. */
void herald_status_show_empty (HeraldStatus *self,
                               const char   *icon_name,
                               const char   *title,
                               const char   *description,
                               const char   *button);
/* With a button “Try Again” that emits “activated”. */
void herald_status_show_error (HeraldStatus *self, const char *title, const GError *error);
/* What a service said itself, if @error knows, with a button to copy it. */
void herald_status_add_detail (HeraldStatus *self, const GError *error);
/* Another way on, below the button, until something else is shown. */
void herald_status_add_action (HeraldStatus *self, const char *label, const char *action);

G_END_DECLS
