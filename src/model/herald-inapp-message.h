/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An in-app notification as it is composed; builds the body of SendAppNotification. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "model/herald-issue.h"

G_BEGIN_DECLS

#define HERALD_INAPP_MAX_TITLE 256
#define HERALD_INAPP_MAX_BODY 500
#define HERALD_INAPP_MAX_DATA 5000
#define HERALD_INAPP_DEFAULT_EXPIRY_SECONDS (14 * 24 * 60 * 60)

typedef enum
{
  HERALD_ICON_INFO = 100000000,
  HERALD_ICON_SUCCESS,
  HERALD_ICON_FAILURE,
  HERALD_ICON_WARNING,
  HERALD_ICON_MENTION,
  HERALD_ICON_CUSTOM,
} HeraldIconType;

typedef enum
{
  HERALD_TOAST_TIMED = 200000000,
  HERALD_TOAST_HIDDEN,
} HeraldToastType;

typedef enum
{
  HERALD_PRIORITY_NORMAL = 200000000,
  HERALD_PRIORITY_HIGH,
} HeraldPriority;

typedef enum
{
  HERALD_TARGET_INLINE,
  HERALD_TARGET_DIALOG,
  HERALD_TARGET_NEW_WINDOW,
} HeraldNavigationTarget;

#define HERALD_TYPE_INAPP_ACTION (herald_inapp_action_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappAction, herald_inapp_action, HERALD, INAPP_ACTION, GObject)

HeraldInappAction *
herald_inapp_action_new (const char *title, const char *url, HeraldNavigationTarget target);
const char            *herald_inapp_action_get_title (HeraldInappAction *self);
const char            *herald_inapp_action_get_url (HeraldInappAction *self);
HeraldNavigationTarget herald_inapp_action_get_target (HeraldInappAction *self);
void                   herald_inapp_action_update (HeraldInappAction     *self,
                                                   const char            *title,
                                                   const char            *url,
                                                   HeraldNavigationTarget target);
/* Signal “changed”. */

#define HERALD_TYPE_INAPP_MESSAGE (herald_inapp_message_get_type ())
G_DECLARE_FINAL_TYPE (HeraldInappMessage, herald_inapp_message, HERALD, INAPP_MESSAGE, GObject)

HeraldInappMessage *herald_inapp_message_new (void);
const char         *herald_inapp_message_get_title (HeraldInappMessage *self);
void                herald_inapp_message_set_title (HeraldInappMessage *self, const char *title);
const char         *herald_inapp_message_get_body (HeraldInappMessage *self);
void                herald_inapp_message_set_body (HeraldInappMessage *self, const char *body);
HeraldIconType      herald_inapp_message_get_icon (HeraldInappMessage *self);
void                herald_inapp_message_set_icon (HeraldInappMessage *self, HeraldIconType icon);
/* (nullable): only with HERALD_ICON_CUSTOM, where it is required: a web resource path */
const char     *herald_inapp_message_get_icon_url (HeraldInappMessage *self);
void            herald_inapp_message_set_icon_url (HeraldInappMessage *self, const char *icon_url);
HeraldToastType herald_inapp_message_get_toast (HeraldInappMessage *self);
void            herald_inapp_message_set_toast (HeraldInappMessage *self, HeraldToastType toast);
HeraldPriority  herald_inapp_message_get_priority (HeraldInappMessage *self);
void   herald_inapp_message_set_priority (HeraldInappMessage *self, HeraldPriority priority);
gint64 herald_inapp_message_get_expiry_seconds (
  HeraldInappMessage *self); /* 0: the environment's default */
void        herald_inapp_message_set_expiry_seconds (HeraldInappMessage *self, gint64 seconds);
GListStore *herald_inapp_message_get_actions (HeraldInappMessage *self); /* of HeraldInappAction */
gboolean    herald_inapp_message_is_empty (HeraldInappMessage *self);
/* Fields of findings: "title", "body", "iconUrl", "expiry", "actions", "action:N". */
GPtrArray *herald_inapp_message_validate (HeraldInappMessage *self);
gsize      herald_inapp_message_get_data_length (HeraldInappMessage *self); /* characters */
JsonNode  *herald_inapp_message_build_request (HeraldInappMessage *self, const char *recipient_id);
char      *herald_inapp_message_to_json (HeraldInappMessage *self);
HeraldInappMessage *herald_inapp_message_from_json (const char *json, GError **error);
/* Signal “changed”: after any field or action changed. */

/* The same finding for a link anywhere: field "url"; NULL when the link opens. */
HeraldIssue *herald_inapp_url_check (const char *url);

G_END_DECLS
