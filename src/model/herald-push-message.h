/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A push as it is composed: what the phones' previews draw and what is sent. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/herald-issue.h"
#include "model/herald-platform.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PUSH_MESSAGE (herald_push_message_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPushMessage, herald_push_message, HERALD, PUSH_MESSAGE, GObject)

#define HERALD_PUSH_MAX_PAYLOAD_BYTES 4096

/* msdynmkt_onclickbehavior */
typedef enum
{
  HERALD_ON_CLICK_OPEN_APP = 534120000,
  HERALD_ON_CLICK_OPEN_URL = 534120001,
} HeraldOnClick;

typedef enum
{
  HERALD_PUSH_NAME, /* of the draft; not sent */
  HERALD_PUSH_TITLE,
  HERALD_PUSH_SUBTITLE,
  HERALD_PUSH_MESSAGE_TEXT,
  HERALD_PUSH_IMAGE_URL,
  HERALD_PUSH_LINK,
  HERALD_PUSH_N_FIELDS,
} HeraldPushField;

HeraldPushMessage *herald_push_message_new (void);
const char      *
herald_push_message_get (HeraldPushMessage *self, HeraldPushField field); /* never NULL */
void herald_push_message_set (HeraldPushMessage *self, HeraldPushField field, const char *value);
HeraldOnClick herald_push_message_get_on_click (HeraldPushMessage *self);
void          herald_push_message_set_on_click (HeraldPushMessage *self, HeraldOnClick on_click);
gboolean      herald_push_message_is_empty (HeraldPushMessage *self);
/* Fields of findings: "title", "subtitle", "message", "imageUrl", "link", "payload". */
GPtrArray         *herald_push_message_validate (HeraldPushMessage *self);
char              *herald_push_message_to_json (HeraldPushMessage *self);
HeraldPushMessage *herald_push_message_from_json (const char *json, GError **error);
/* What is sent; a test send's tracking id is empty. */
JsonNode *herald_push_message_build_apns (HeraldPushMessage *self);
JsonNode *herald_push_message_build_fcm (HeraldPushMessage *self, const char *token);
gsize     herald_push_message_get_payload_size (HeraldPushMessage *self, HeraldPlatform platform);
/* The field that adds most bytes: "message", "link"… */
const char *herald_push_message_get_biggest_field (HeraldPushMessage *self);
/* Signal “changed”: after any field changed. */

G_END_DECLS
