/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lasting state that every page tells below its header: what it is and what can be done. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_NOTICE (herald_notice_get_type ())
G_DECLARE_FINAL_TYPE (HeraldNotice, herald_notice, HERALD, NOTICE, GObject)

/* @style: a CSS class of ui/style.css: "emulator", "warning" or "error".
 * @button and @action: (nullable): both or neither. */
HeraldNotice *herald_notice_new (const char *style,
                                 const char *icon_name,
                                 const char *text,
                                 const char *button,
                                 const char *action);
const char   *herald_notice_get_style (HeraldNotice *self);
const char   *herald_notice_get_icon_name (HeraldNotice *self);
const char   *herald_notice_get_text (HeraldNotice *self); /* notify::text */
void          herald_notice_set_text (HeraldNotice *self, const char *text);
const char   *herald_notice_get_button (HeraldNotice *self); /* (nullable) */
const char   *herald_notice_get_action (HeraldNotice *self); /* (nullable) */

G_END_DECLS
