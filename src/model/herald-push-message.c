/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A push message: its texts, what is wrong with them, and the one pair of payloads that preview,
 * meter and send all take. */
#include "config.h"

#include "model/herald-push-message.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "model/herald-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Columns of msdynmkt_pushnotification. */
#define MAX_TITLE 500
#define MAX_SUBTITLE 500
#define MAX_MESSAGE 2000
#define MAX_LINK 2000
/* What phones show before they cut, approximately: vendors' measurements, see the preview. */
#define TITLE_MAY_TRUNCATE 30
#define TITLE_TRUNCATES 50
#define SUBTITLE_TRUNCATES 40
#define MESSAGE_COLLAPSED 49
#define MESSAGE_LOCK_SCREEN 110
#define MESSAGE_LOCK_SCREEN_MOST 178
/* Room for a tracked link, which the service makes 300 to 400 bytes longer. */
#define PAYLOAD_INFO_BYTES 3500
#define PAYLOAD_WARNING_BYTES 4000

struct _HeraldPushMessage
{
  GObject parent_instance;

  char         *fields[HERALD_PUSH_N_FIELDS]; /* (owned): never NULL */
  HeraldOnClick on_click;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldPushMessage, herald_push_message, G_TYPE_OBJECT)

static const char *const field_names[HERALD_PUSH_N_FIELDS] = {
  "name", "title", "subtitle", "message", "imageUrl", "link",
};

static gboolean
has (HeraldPushMessage *self, HeraldPushField field)
{
  return *self->fields[field] != '\0';
}

static gboolean
opens_url (HeraldPushMessage *self)
{
  return self->on_click == HERALD_ON_CLICK_OPEN_URL && has (self, HERALD_PUSH_LINK);
}

static void
add_text (JsonObject *object, const char *name, const char *value)
{
  if (*value != '\0')
    json_object_set_string_member (object, name, value);
}

/* The members of `data` that both platforms have. A test send is not tracked: its link is the
 * original one and its tracking id is empty (Microsoft, “Push interactions”, read 2026-11). */
static void
add_data (HeraldPushMessage *self, JsonObject *data)
{
  add_text (data, "imageUrl", self->fields[HERALD_PUSH_IMAGE_URL]);
  if (opens_url (self))
    {
      json_object_set_string_member (data, "link", self->fields[HERALD_PUSH_LINK]);
      json_object_set_string_member (data, "originalLink", self->fields[HERALD_PUSH_LINK]);
    }
  json_object_set_string_member (data, "trackingId", "");
}

static JsonObject *
new_fcm_data (HeraldPushMessage *self)
{
  JsonObject *data = json_object_new ();

  add_text (data, "title", self->fields[HERALD_PUSH_TITLE]);
  add_text (data, "body", self->fields[HERALD_PUSH_MESSAGE_TEXT]);
  add_data (self, data);
  return data;
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

static gsize
count_bytes (JsonNode *node)
{
  g_autofree char *text = herald_json_write (node, FALSE);

  return strlen (text);
}

/* The bytes of a text as a JSON string, without its quotes. */
static gsize
count_escaped_bytes (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return count_bytes (node) - strlen ("\"\"");
}

static glong
count_characters (HeraldPushMessage *self, HeraldPushField field)
{
  return g_utf8_strlen (self->fields[field], -1);
}

static void
add_issue (GPtrArray *issues, HeraldIssue *issue)
{
  g_ptr_array_add (issues, issue);
}

static void
add_title_issues (HeraldPushMessage *self, GPtrArray *issues)
{
  glong n_characters = count_characters (self, HERALD_PUSH_TITLE);

  if (n_characters == 0 && !has (self, HERALD_PUSH_MESSAGE_TEXT))
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "TEXT_MISSING", "title",
                                         _("Write a title or a message; a phone shows nothing "
                                           "without either.")));
  else if (n_characters == 0)
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "TITLE_MISSING", "title",
                                         _("Without a title phones show the message alone. Add "
                                           "one of up to 30 characters.")));
  else if (n_characters > MAX_TITLE)
    add_issue (issues,
               herald_issue_new (HERALD_SEVERITY_ERROR, "TITLE_TOO_LONG", "title",
                                 _("The title has %ld characters; the service keeps at most %d. "
                                   "Shorten it."),
                                    n_characters, MAX_TITLE));
  else if (n_characters > TITLE_TRUNCATES)
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "TITLE_TRUNCATES", "title",
                                         _("The title has %ld characters; phones cut it after "
                                           "about %d."),
                                            n_characters, TITLE_TRUNCATES));
  else if (n_characters > TITLE_MAY_TRUNCATE)
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_INFO, "TITLE_MAY_TRUNCATE", "title",
                                         _("The title has %ld characters; small phones may cut it "
                                           "after %d."),
                                            n_characters, TITLE_MAY_TRUNCATE));
}

static void
add_subtitle_issues (HeraldPushMessage *self, GPtrArray *issues)
{
  glong n_characters = count_characters (self, HERALD_PUSH_SUBTITLE);

  if (n_characters > 0)
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_INFO, "SUBTITLE_IOS_ONLY", "subtitle",
                                         _("Only iOS shows the subtitle; Android does not get "
                                           "it.")));
  if (n_characters > MAX_SUBTITLE)
    add_issue (issues,
               herald_issue_new (HERALD_SEVERITY_ERROR, "SUBTITLE_TOO_LONG", "subtitle",
                                 _("The subtitle has %ld characters; the service keeps at most "
                                   "%d. Shorten it."),
                                    n_characters, MAX_SUBTITLE));
  else if (n_characters > SUBTITLE_TRUNCATES)
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "SUBTITLE_TRUNCATES", "subtitle",
                                         _("The subtitle has %ld characters; phones cut it after "
                                           "about %d."),
                                            n_characters, SUBTITLE_TRUNCATES));
}

static void
add_message_issues (HeraldPushMessage *self, GPtrArray *issues)
{
  glong n_characters = count_characters (self, HERALD_PUSH_MESSAGE_TEXT);

  if (n_characters > MAX_MESSAGE)
    add_issue (issues,
               herald_issue_new (HERALD_SEVERITY_ERROR, "MESSAGE_TOO_LONG", "message",
                                 _("The message has %ld characters; the service keeps at most %d. "
                                   "Shorten it."),
                                    n_characters, MAX_MESSAGE));
  else if (n_characters > MESSAGE_LOCK_SCREEN)
    add_issue (issues,
               herald_issue_new (HERALD_SEVERITY_WARNING, "MESSAGE_TRUNCATES", "message",
                                 _("The message has %ld characters; lock screens cut it after "
                                   "about %d."),
                                    n_characters,
                                    n_characters > MESSAGE_LOCK_SCREEN_MOST
                                      ? MESSAGE_LOCK_SCREEN_MOST
                                      : MESSAGE_LOCK_SCREEN));
  else if (n_characters > MESSAGE_COLLAPSED)
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_INFO, "MESSAGE_COLLAPSES", "message",
                                         _("The message has %ld characters; Android hides what "
                                           "follows about %d until the notification is opened."),
                                            n_characters, MESSAGE_COLLAPSED));
}

static void
add_image_issues (HeraldPushMessage *self, GPtrArray *issues)
{
  const char *image = self->fields[HERALD_PUSH_IMAGE_URL];

  if (*image == '\0')
    return;
  if (!herald_url_is_web (image))
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "IMAGE_INVALID", "imageUrl",
                                         _("“%s” is not a web address. Enter the image’s address, "
                                           "beginning with https://."),
                                            image));
  else if (g_ascii_strncasecmp (image, "https:", strlen ("https:")) != 0)
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_WARNING, "IMAGE_NOT_ENCRYPTED", "imageUrl",
                                         _("Phones load images over https only. Change http to "
                                           "https.")));
}

static gboolean
is_blocked_scheme (const char *scheme)
{
  const char *const blocked[] = { "javascript", "data", "file", "about", "vbscript", "blob" };

  for (gsize i = 0; i < G_N_ELEMENTS (blocked); i++)
    if (strcmp (scheme, blocked[i]) == 0)
      return TRUE;
  return FALSE;
}

/* A web address, or an app's own scheme with something behind it. */
static gboolean
is_link (const char *link)
{
  g_autofree char *scheme = herald_url_dup_scheme (link);

  if (scheme == NULL || is_blocked_scheme (scheme) || strpbrk (link, " \t\r\n") != NULL)
    return FALSE;
  if (strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0)
    return herald_url_is_web (link);
  return link[strlen (scheme) + 1] != '\0';
}

static void
add_link_issues (HeraldPushMessage *self, GPtrArray *issues)
{
  const char *link = self->fields[HERALD_PUSH_LINK];
  glong       n_characters = count_characters (self, HERALD_PUSH_LINK);

  if (self->on_click == HERALD_ON_CLICK_OPEN_APP)
    {
      if (n_characters > 0)
        add_issue (issues, herald_issue_new (HERALD_SEVERITY_INFO, "LINK_NOT_SENT", "link",
                                             _("A tap opens the app, so the link is not sent.")));
    }
  else if (n_characters == 0)
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "LINK_MISSING", "link",
                                         _("Enter the address that a tap opens, or let it open "
                                           "the app.")));
  else if (n_characters > MAX_LINK)
    add_issue (issues,
               herald_issue_new (HERALD_SEVERITY_ERROR, "LINK_TOO_LONG", "link",
                                 _("The link has %ld characters; the service keeps at most %d. "
                                   "Use a shorter address."),
                                    n_characters, MAX_LINK));
  else if (!is_link (link))
    add_issue (issues, herald_issue_new (HERALD_SEVERITY_ERROR, "LINK_INVALID", "link",
                                         _("“%s” cannot be opened. Enter a whole address, "
                                           "beginning with https:// or with the app’s own "
                                           "scheme."),
                                            link));
}

static void
add_payload_issues (HeraldPushMessage *self, GPtrArray *issues)
{
  gsize ios = herald_push_message_get_payload_size (self, HERALD_PLATFORM_IOS);
  gsize android = herald_push_message_get_payload_size (self, HERALD_PLATFORM_ANDROID);
  gsize size = MAX (ios, android);

  if (size > HERALD_PUSH_MAX_PAYLOAD_BYTES)
    add_issue (issues,
               herald_issue_new (HERALD_SEVERITY_ERROR, "PAYLOAD_TOO_LARGE", "payload",
                                 /* Translators: %3$s is a field's wire name, such as message. */
                                 _("The push has %1$u bytes; APNs and FCM take at most %2$d. "
                                   "Shorten “%3$s”, which takes most of them."),
                                    (guint) size, HERALD_PUSH_MAX_PAYLOAD_BYTES,
                                    herald_push_message_get_biggest_field (self)));
  else if (size > PAYLOAD_WARNING_BYTES)
    add_issue (issues,
               herald_issue_new (HERALD_SEVERITY_WARNING, "PAYLOAD_NEARLY_FULL", "payload",
                                 _("The push has %u of %d bytes; a tracked link will not fit."),
                                    (guint) size, HERALD_PUSH_MAX_PAYLOAD_BYTES));
  else if (size > PAYLOAD_INFO_BYTES)
    add_issue (issues,
               herald_issue_new (HERALD_SEVERITY_INFO, "PAYLOAD_LARGE", "payload",
                                 _("The push has %u of %d bytes; a tracked link may need 400 "
                                   "more."),
                                    (guint) size, HERALD_PUSH_MAX_PAYLOAD_BYTES));
}

static gboolean
read_on_click (HeraldPushMessage *self, JsonObject *object, GError **error)
{
  const char *text;

  if (!herald_json_read_string (object, "onClick", HERALD_JSON_OPTIONAL, &text, error))
    return FALSE;
  /* Who writes only a link means that it is opened. */
  if (text == NULL)
    self->on_click =
      has (self, HERALD_PUSH_LINK) ? HERALD_ON_CLICK_OPEN_URL : HERALD_ON_CLICK_OPEN_APP;
  else if (strcmp (text, "openUrl") == 0)
    self->on_click = HERALD_ON_CLICK_OPEN_URL;
  else if (strcmp (text, "openApp") == 0)
    self->on_click = HERALD_ON_CLICK_OPEN_APP;
  else
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("The member “onClick” must be “openApp” or “openUrl”, not “%s”"), text);
      return FALSE;
    }
  return TRUE;
}

static void
herald_push_message_finalize (GObject *object)
{
  HeraldPushMessage *self = HERALD_PUSH_MESSAGE (object);

  for (int i = 0; i < HERALD_PUSH_N_FIELDS; i++)
    g_free (self->fields[i]);
  G_OBJECT_CLASS (herald_push_message_parent_class)->finalize (object);
}

static void
herald_push_message_class_init (HeraldPushMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_push_message_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
herald_push_message_init (HeraldPushMessage *self)
{
  for (int i = 0; i < HERALD_PUSH_N_FIELDS; i++)
    self->fields[i] = g_strdup ("");
  self->on_click = HERALD_ON_CLICK_OPEN_APP;
}

/**
 * herald_push_message_new:
 *
 * Returns: (transfer full): an empty message that opens the app
 */
HeraldPushMessage *
herald_push_message_new (void)
{
  return g_object_new (HERALD_TYPE_PUSH_MESSAGE, NULL);
}

/**
 * herald_push_message_get:
 * @self: a message
 * @field: which text
 *
 * Returns: (transfer none): the text, never %NULL
 */
const char *
herald_push_message_get (HeraldPushMessage *self, HeraldPushField field)
{
  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), "");
  g_return_val_if_fail (field < HERALD_PUSH_N_FIELDS, "");

  return self->fields[field];
}

/**
 * herald_push_message_set:
 * @self: a message
 * @field: which text
 * @value: (nullable): its value, valid UTF-8; blanks around an address are taken off
 */
void
herald_push_message_set (HeraldPushMessage *self, HeraldPushField field, const char *value)
{
  g_autofree char *copy = NULL;

  g_return_if_fail (HERALD_IS_PUSH_MESSAGE (self));
  g_return_if_fail (field < HERALD_PUSH_N_FIELDS);

  copy = g_strdup (value != NULL ? value : "");
  if (field == HERALD_PUSH_IMAGE_URL || field == HERALD_PUSH_LINK)
    g_strstrip (copy);
  if (strcmp (self->fields[field], copy) == 0)
    return;
  g_free (self->fields[field]);
  self->fields[field] = g_steal_pointer (&copy);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_push_message_get_on_click:
 * @self: a message
 *
 * Returns: what a tap does
 */
HeraldOnClick
herald_push_message_get_on_click (HeraldPushMessage *self)
{
  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), HERALD_ON_CLICK_OPEN_APP);

  return self->on_click;
}

/**
 * herald_push_message_set_on_click:
 * @self: a message
 * @on_click: what a tap does
 */
void
herald_push_message_set_on_click (HeraldPushMessage *self, HeraldOnClick on_click)
{
  g_return_if_fail (HERALD_IS_PUSH_MESSAGE (self));

  if (self->on_click == on_click)
    return;
  self->on_click = on_click;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * herald_push_message_is_empty:
 * @self: a message
 *
 * Returns: whether nobody has written anything into it; a name alone counts as nothing
 */
gboolean
herald_push_message_is_empty (HeraldPushMessage *self)
{
  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), TRUE);

  for (int i = HERALD_PUSH_TITLE; i < HERALD_PUSH_N_FIELDS; i++)
    if (*self->fields[i] != '\0')
      return FALSE;
  return TRUE;
}

/**
 * herald_push_message_validate:
 * @self: a message
 *
 * Returns: (transfer full) (element-type HeraldIssue): findings with the fields “title”,
 *   “subtitle”, “message”, “imageUrl”, “link” and “payload”
 */
GPtrArray *
herald_push_message_validate (HeraldPushMessage *self)
{
  GPtrArray *issues;

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), NULL);

  issues = herald_issues_new ();
  add_title_issues (self, issues);
  add_subtitle_issues (self, issues);
  add_message_issues (self, issues);
  add_image_issues (self, issues);
  add_link_issues (self, issues);
  add_payload_issues (self, issues);
  return issues;
}

/**
 * herald_push_message_to_json:
 * @self: a message
 *
 * Returns: (transfer full): a draft, for herald_push_message_from_json()
 */
char *
herald_push_message_to_json (HeraldPushMessage *self)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), NULL);

  object = json_object_new ();
  for (int i = 0; i < HERALD_PUSH_N_FIELDS; i++)
    json_object_set_string_member (object, field_names[i], self->fields[i]);
  json_object_set_string_member (object, "onClick",
                                 self->on_click == HERALD_ON_CLICK_OPEN_URL ? "openUrl"
                                                                            : "openApp");
  node = take_object (object);
  return herald_json_write (node, FALSE);
}

/**
 * herald_push_message_from_json:
 * @json: a draft, or a file that a person wrote: the members “title”, “subtitle”, “message”,
 *   “imageUrl”, “link”, “onClick” and “name”, all of which may be absent; others are passed over
 *
 * **Errors:** INVALID with the place or the member.
 *
 * Returns: (transfer full): the message
 */
HeraldPushMessage *
herald_push_message_from_json (const char *json, GError **error)
{
  g_autoptr (HeraldPushMessage) self = herald_push_message_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  g_return_val_if_fail (json != NULL, NULL);

  node = herald_json_parse (json, -1, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("A message is a JSON object with “title” and “message”"));
      return NULL;
    }
  object = json_node_get_object (node);
  for (int i = 0; i < HERALD_PUSH_N_FIELDS; i++)
    {
      const char *text;

      if (!herald_json_read_string (object, field_names[i], HERALD_JSON_OPTIONAL, &text, error))
        return NULL;
      herald_push_message_set (self, (HeraldPushField) i, text);
    }
  if (!read_on_click (self, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * herald_push_message_build_apns:
 * @self: a message
 *
 * Returns: (transfer full): the body of the request to APNs
 */
JsonNode *
herald_push_message_build_apns (HeraldPushMessage *self)
{
  JsonObject *alert;
  JsonObject *aps;
  JsonObject *data;
  JsonObject *body;

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), NULL);

  alert = json_object_new ();
  add_text (alert, "title", self->fields[HERALD_PUSH_TITLE]);
  add_text (alert, "subtitle", self->fields[HERALD_PUSH_SUBTITLE]);
  add_text (alert, "body", self->fields[HERALD_PUSH_MESSAGE_TEXT]);
  aps = json_object_new ();
  json_object_set_object_member (aps, "alert", alert);
  json_object_set_string_member (aps, "sound", "default");
  /* Lets the app's Notification Service Extension fetch the image. */
  if (has (self, HERALD_PUSH_IMAGE_URL))
    json_object_set_int_member (aps, "mutable-content", 1);
  data = json_object_new ();
  add_data (self, data);
  body = json_object_new ();
  json_object_set_object_member (body, "aps", aps);
  json_object_set_object_member (body, "data", data);
  return take_object (body);
}

/**
 * herald_push_message_build_fcm:
 * @self: a message
 * @token: the registration token
 *
 * A data message, as the product sends it: the app draws the notification.
 *
 * Returns: (transfer full): the body of the request to FCM
 */
JsonNode *
herald_push_message_build_fcm (HeraldPushMessage *self, const char *token)
{
  JsonObject *android;
  JsonObject *message;
  JsonObject *body;

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), NULL);
  g_return_val_if_fail (token != NULL, NULL);

  android = json_object_new ();
  json_object_set_string_member (android, "priority", "HIGH");
  message = json_object_new ();
  json_object_set_string_member (message, "token", token);
  json_object_set_object_member (message, "data", new_fcm_data (self));
  json_object_set_object_member (message, "android", android);
  body = json_object_new ();
  json_object_set_object_member (body, "message", message);
  return take_object (body);
}

/**
 * herald_push_message_get_payload_size:
 * @self: a message
 * @platform: a platform
 *
 * Returns: the bytes that count against %HERALD_PUSH_MAX_PAYLOAD_BYTES: the whole body for APNs,
 *   the `data` object for FCM
 */
gsize
herald_push_message_get_payload_size (HeraldPushMessage *self, HeraldPlatform platform)
{
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), 0);

  if (platform == HERALD_PLATFORM_ANDROID)
    node = take_object (new_fcm_data (self));
  else
    node = herald_push_message_build_apns (self);
  return count_bytes (node);
}

/**
 * herald_push_message_get_biggest_field:
 * @self: a message
 *
 * Returns: (transfer none): the field that adds most bytes to what is sent; a link counts twice
 */
const char *
herald_push_message_get_biggest_field (HeraldPushMessage *self)
{
  gsize           most = 0;
  HeraldPushField biggest = HERALD_PUSH_MESSAGE_TEXT;

  g_return_val_if_fail (HERALD_IS_PUSH_MESSAGE (self), "message");

  for (int i = HERALD_PUSH_TITLE; i < HERALD_PUSH_N_FIELDS; i++)
    {
      gsize size = count_escaped_bytes (self->fields[i]);

      if (i == HERALD_PUSH_LINK)
        size = opens_url (self) ? 2 * size : 0;
      if (size > most)
        {
          most = size;
          biggest = (HeraldPushField) i;
        }
    }
  return field_names[biggest];
}
