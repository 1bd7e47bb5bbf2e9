/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All previews of one push: iOS and Android beside each other, one surface of each at a time. */
#pragma once

#include <adwaita.h>

#include "model/herald-surface.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PUSH_PREVIEWS (herald_push_previews_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPushPreviews, herald_push_previews, HERALD, PUSH_PREVIEWS, AdwBin)

GtkWidget *herald_push_previews_new (void);
void       herald_push_previews_set_message (HeraldPushPreviews *self, HeraldPushMessage *message);
void       herald_push_previews_set_app_name (HeraldPushPreviews *self, const char *app_name);
void       herald_push_previews_show_surface (HeraldPushPreviews *self, HeraldSurface surface);
/* Findings about every surface, shown or not. Signal “cut-changed” when they may be others. */
void herald_push_previews_add_issues (HeraldPushPreviews *self, GPtrArray *issues);

G_END_DECLS
