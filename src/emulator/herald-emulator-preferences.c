/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a caller prefers, and says what was heeded. */
#include "config.h"

#include "emulator/herald-emulator-preferences.h"

#include "emulator/herald-emulator-aliases.h"

#include <string.h>

/* One item of a comma-separated header; commas inside quotes do not separate. */
static const char *
find_item_end (const char *item)
{
  gboolean quoted = FALSE;

  for (; *item != '\0' && (quoted || *item != ','); item++)
    if (*item == '"')
      quoted = !quoted;
  return item;
}

/* What is no size is ignored, as the header's rules want; more than a page holds is a page. */
static void
read_page_size (HeraldEmulatorPreferences *self, const char *text)
{
  gint64 size = 0;

  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &size, NULL))
    self->page_size = MIN (size, HERALD_EMULATOR_LARGEST_PAGE);
}

static void
read_preference (HeraldEmulatorPreferences *self, const char *item)
{
  static const char page_size[] = "odata.maxpagesize=";
  static const char annotations[] = "odata.include-annotations=";

  if (g_ascii_strcasecmp (item, "return=representation") == 0)
    self->return_representation = TRUE;
  else if (g_ascii_strcasecmp (item, "odata.track-changes") == 0)
    self->track_changes = TRUE;
  else if (g_ascii_strcasecmp (item, "odata.continue-on-error") == 0 ||
           g_ascii_strcasecmp (item, "odata.continue-on-error=true") == 0)
    self->continue_on_error = TRUE;
  else if (g_ascii_strncasecmp (item, page_size, strlen (page_size)) == 0)
    read_page_size (self, item + strlen (page_size));
  else if (g_ascii_strncasecmp (item, annotations, strlen (annotations)) == 0)
    {
      g_free (self->annotations);
      self->annotations = g_strdup (item + strlen (annotations));
      g_strdelimit (self->annotations, "\"", ' ');
      g_strstrip (self->annotations);
    }
}

static void
read_metadata (HeraldEmulatorPreferences *self, const char *media_type)
{
  g_autofree char *text = g_ascii_strdown (media_type, -1);

  if (strstr (text, "odata.metadata=none") != NULL)
    self->metadata = HERALD_EMULATOR_METADATA_NONE;
  else if (strstr (text, "odata.metadata=full") != NULL)
    self->metadata = HERALD_EMULATOR_METADATA_FULL;
}

/* $format comes before the Accept header. */
static void
read_format (HeraldEmulatorPreferences *self, const char *raw_query)
{
  g_auto (GStrv) fields = g_strsplit (raw_query != NULL ? raw_query : "", "&", -1);

  for (gsize i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *field = herald_emulator_percent_decode (fields[i], TRUE);

      if (field == NULL || !g_str_has_prefix (field, "$format="))
        continue;
      self->metadata = HERALD_EMULATOR_METADATA_MINIMAL;
      read_metadata (self, field);
    }
}

/**
 * herald_emulator_preferences_read:
 * @call: a request
 *
 * Reads the Prefer header; a preference that is not known is ignored, as the header's rules want.
 *
 * Returns: (transfer full): what the caller prefers
 */
HeraldEmulatorPreferences *
herald_emulator_preferences_read (HeraldEmulatorCall *call)
{
  HeraldEmulatorPreferences *self = g_new0 (HeraldEmulatorPreferences, 1);
  GPtrArray                 *headers = herald_emulator_call_get_request_headers (call);

  for (guint i = 0; i + 1 < headers->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (headers, i), "accept") == 0)
      read_metadata (self, g_ptr_array_index (headers, i + 1));
  read_format (self, herald_emulator_call_get_query (call));
  for (guint i = 0; i + 1 < headers->len; i += 2)
    {
      const char *rest = g_ptr_array_index (headers, i + 1);

      if (g_ascii_strcasecmp (g_ptr_array_index (headers, i), "prefer") != 0)
        continue;
      while (*rest != '\0')
        {
          const char      *end = find_item_end (rest);
          g_autofree char *item = g_strndup (rest, (gsize) (end - rest));

          read_preference (self, g_strstrip (item));
          rest = *end == ',' ? end + 1 : end;
        }
    }
  return self;
}

/**
 * herald_emulator_preferences_want:
 * @self: the preferences
 * @annotation: a name such as “OData.Community.Display.V1.FormattedValue”
 *
 * Returns: whether the caller asked for it, by name or by a pattern with asterisks
 */
gboolean
herald_emulator_preferences_want (const HeraldEmulatorPreferences *self, const char *annotation)
{
  g_auto (GStrv) patterns = NULL;
  gboolean wanted = FALSE;

  if (self->annotations == NULL)
    return FALSE;
  patterns = g_strsplit (self->annotations, ",", -1);
  for (gsize i = 0; patterns[i] != NULL; i++)
    {
      const char *pattern = g_strstrip (patterns[i]);

      if (*pattern == '-' && g_pattern_match_simple (pattern + 1, annotation))
        return FALSE;
      wanted = wanted || g_pattern_match_simple (pattern, annotation);
    }
  return wanted;
}

/**
 * herald_emulator_preferences_apply:
 * @self: the preferences
 * @call: a call that is not answered yet
 *
 * Adds the Preference-Applied header: which of them were heeded (RFC 7240, 3).
 */
void
herald_emulator_preferences_apply (const HeraldEmulatorPreferences *self, HeraldEmulatorCall *call)
{
  g_autoptr (GString) applied = g_string_new (NULL);

  if (self->heeded & HERALD_EMULATOR_HEEDED_REPRESENTATION)
    g_string_append (applied, "return=representation,");
  if (self->heeded & HERALD_EMULATOR_HEEDED_CONTINUING)
    g_string_append (applied, "odata.continue-on-error,");
  if (self->heeded & HERALD_EMULATOR_HEEDED_TRACKING)
    g_string_append (applied, "odata.track-changes,");
  if (self->heeded & HERALD_EMULATOR_HEEDED_PAGE_SIZE)
    g_string_append_printf (applied, "odata.maxpagesize=%" G_GINT64_FORMAT ",", self->page_size);
  if (self->annotations != NULL)
    g_string_append_printf (applied, "odata.include-annotations=\"%s\",", self->annotations);
  if (applied->len == 0)
    return;
  g_string_truncate (applied, applied->len - 1);
  herald_emulator_call_add_header (call, "Preference-Applied", applied->str);
}

/**
 * herald_emulator_preferences_get_content_type:
 * @self: the preferences
 *
 * Returns: the media type of an answer with as much control information as is accepted
 */
const char *
herald_emulator_preferences_get_content_type (const HeraldEmulatorPreferences *self)
{
  static const char *const types[] = {
    [HERALD_EMULATOR_METADATA_MINIMAL] = "application/json; odata.metadata=minimal",
    [HERALD_EMULATOR_METADATA_NONE] = "application/json; odata.metadata=none",
    [HERALD_EMULATOR_METADATA_FULL] = "application/json; odata.metadata=full",
  };

  return types[self->metadata];
}

/* Whether a member stays where no control information is wanted. */
static gboolean
is_wanted (const char *name)
{
  const char *control = strstr (name, "@odata.");

  return control == NULL || strcmp (control, "@odata.nextLink") == 0 ||
         strcmp (control, "@odata.count") == 0;
}

static void strip_node (JsonNode *node);

static void
strip_array (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    strip_node (json_array_get_element (array, i));
}

static void
strip_node (JsonNode *node)
{
  g_autoptr (GList) names = NULL;
  JsonObject *object;

  if (JSON_NODE_HOLDS_ARRAY (node))
    strip_array (json_node_get_array (node));
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  names = json_object_get_members (object);
  for (GList *link = names; link != NULL; link = link->next)
    if (is_wanted (link->data))
      strip_node (json_object_get_member (object, link->data));
    else
      json_object_remove_member (object, link->data);
}

/**
 * herald_emulator_preferences_strip:
 * @self: the preferences
 * @node: an answer, as deep as the emulator writes them; loses what is not accepted
 */
void
herald_emulator_preferences_strip (const HeraldEmulatorPreferences *self, JsonNode *node)
{
  if (self->metadata == HERALD_EMULATOR_METADATA_NONE)
    strip_node (node);
}

/**
 * herald_emulator_preferences_free:
 * @self: (nullable): the preferences to free
 */
void
herald_emulator_preferences_free (HeraldEmulatorPreferences *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->annotations, g_free);
  g_free (self);
}
