/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON to read and to copy, exactly as it goes out, indented. */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HERALD_TYPE_JSON_VIEW (herald_json_view_get_type ())
G_DECLARE_FINAL_TYPE (HeraldJsonView, herald_json_view, HERALD, JSON_VIEW, AdwBin)

GtkWidget *herald_json_view_new (void);
/* Indented only for reading; “Copy” gives the same text. */
void        herald_json_view_set_node (HeraldJsonView *self, JsonNode *node);
const char *herald_json_view_get_text (HeraldJsonView *self);

G_END_DECLS
