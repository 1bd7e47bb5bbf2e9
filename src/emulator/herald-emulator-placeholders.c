/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A label is defined in msdynmkt_placeholders, whose form is not documented: here it maps a label
 * to its default text, or to {"attribute", "default"}. A label without a definition is the name of
 * a column, whatever its case and blanks: {{First Name}} is firstname. */
#include "config.h"

#include "emulator/herald-emulator-placeholders.h"

#include "base/herald-json.h"

#include <string.h>

typedef struct
{
  char *label;    /* (owned) */
  char *fallback; /* (owned) (nullable) */
  int   column;   /* index of what is read, -1: none */
} Placeholder;

struct _HeraldEmulatorPlaceholders
{
  const HeraldEmulatorTable *table;   /* (unowned) */
  GArray                    *entries; /* (element-type Placeholder) (owned) */
  GPtrArray                 *columns; /* (element-type HeraldEmulatorColumn) (owned) */
};

static void
placeholder_clear (gpointer data)
{
  Placeholder *self = data;

  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->fallback, g_free);
}

/* The next `{{label}}` from @text on; FALSE when there is none. @begin and @end enclose it. */
static gboolean
find_next (const char *text, const char **begin, const char **end, char **label)
{
  *begin = strstr (text, "{{");
  *end = *begin != NULL ? strstr (*begin, "}}") : NULL;
  if (*end == NULL)
    return FALSE;
  *label = g_strstrip (g_strndup (*begin + 2, (gsize) (*end - *begin - 2)));
  *end += 2;
  return TRUE;
}

static const Placeholder *
find_entry (const HeraldEmulatorPlaceholders *self, const char *label)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (g_array_index (self->entries, Placeholder, i).label, label))
      return &g_array_index (self->entries, Placeholder, i);
  return NULL;
}

static const char *
read_member (JsonObject *object, const char *name)
{
  const char *value = NULL;

  return herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &value, NULL) ? value : NULL;
}

static char *
make_column_name (const char *label)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (const char *sign = label; *sign != '\0'; sign++)
    if (!g_ascii_isspace (*sign))
      g_string_append_c (name, g_ascii_tolower (*sign));
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static gboolean
is_readable (const HeraldEmulatorColumn *column)
{
  return column != NULL && !column->secured &&
         (herald_emulator_column_is_text (column) || column->type == HERALD_EMULATOR_COLUMN_INT ||
          column->type == HERALD_EMULATOR_COLUMN_BIGINT);
}

/* The index of @name among the columns that are read; -1 when it cannot be read. */
static int
add_column (HeraldEmulatorPlaceholders *self, const char *name)
{
  const HeraldEmulatorColumn *column = herald_emulator_table_find_column (self->table, name);
  guint                       index = 0;

  if (!is_readable (column))
    return -1;
  if (!g_ptr_array_find (self->columns, column, &index))
    {
      index = self->columns->len;
      g_ptr_array_add (self->columns, (gpointer) (gintptr) column);
    }
  return (int) index;
}

static void
add_entry (HeraldEmulatorPlaceholders *self, JsonObject *definitions, char *label)
{
  g_autofree char *name = make_column_name (label);
  JsonNode        *node = json_object_get_member (definitions, label);
  Placeholder     *entry;

  g_array_set_size (self->entries, self->entries->len + 1);
  entry = &g_array_index (self->entries, Placeholder, self->entries->len - 1);
  *entry = (Placeholder){ .label = label };
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      const char *attribute = read_member (json_node_get_object (node), "attribute");

      entry->fallback = g_strdup (read_member (json_node_get_object (node), "default"));
      if (attribute != NULL)
        {
          g_free (name);
          name = g_strdup (attribute);
        }
    }
  else if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
           json_node_get_value_type (node) == G_TYPE_STRING)
    entry->fallback = g_strdup (json_node_get_string (node));
  entry->column = add_column (self, name);
}

static void
collect (HeraldEmulatorPlaceholders *self, JsonObject *definitions, const char *text)
{
  const char *begin;
  const char *end;
  char       *label = NULL;

  while (text != NULL && find_next (text, &begin, &end, &label))
    {
      if (find_entry (self, label) == NULL)
        add_entry (self, definitions, g_steal_pointer (&label));
      g_clear_pointer (&label, g_free);
      text = end;
    }
}

/**
 * herald_emulator_placeholders_new:
 * @message: a message
 * @table: whose rows the people are
 *
 * Returns: (transfer full): what stands in its texts
 */
HeraldEmulatorPlaceholders *
herald_emulator_placeholders_new (const HeraldEmulatorMessage *message,
                                  const HeraldEmulatorTable   *table)
{
  HeraldEmulatorPlaceholders *self = g_new0 (HeraldEmulatorPlaceholders, 1);
  const char *const           texts[] = { message->title, message->subtitle, message->body,
                                          message->image_url, message->link };

  self->table = table;
  self->columns = g_ptr_array_new ();
  self->entries = g_array_new (FALSE, FALSE, sizeof (Placeholder));
  g_array_set_clear_func (self->entries, placeholder_clear);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    collect (self, message->definitions, texts[i]);
  return self;
}

/**
 * herald_emulator_placeholders_free:
 * @self: (nullable): the placeholders to free
 */
void
herald_emulator_placeholders_free (HeraldEmulatorPlaceholders *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

/**
 * herald_emulator_placeholders_get_columns:
 * @self: the placeholders
 *
 * Returns: (transfer none) (element-type HeraldEmulatorColumn): what they need of a person
 */
GPtrArray *
herald_emulator_placeholders_get_columns (HeraldEmulatorPlaceholders *self)
{
  return self->columns;
}

static const char *
find_text (const HeraldEmulatorPlaceholders *self, const char *label, GPtrArray *values)
{
  const Placeholder *entry = find_entry (self, label);
  const char        *value;

  if (entry == NULL)
    return NULL;
  value = entry->column >= 0 ? g_ptr_array_index (values, (guint) entry->column) : NULL;
  return value != NULL && *value != '\0' ? value : entry->fallback;
}

/* In an address a value must not add anything but its text. */
static gboolean
fill (const HeraldEmulatorPlaceholders *self,
      const char                       *text,
      gboolean                          address,
      GPtrArray                        *values,
      char                            **filled,
      char                            **missing)
{
  g_autoptr (GString) result = g_string_new (NULL);
  const char *begin;
  const char *end;
  char       *label = NULL;

  if (text == NULL)
    return TRUE;
  while (find_next (text, &begin, &end, &label))
    {
      g_autofree char *owned = label;
      const char      *value = find_text (self, label, values);

      if (value == NULL)
        {
          *missing = g_steal_pointer (&owned);
          return FALSE;
        }
      g_string_append_len (result, text, begin - text);
      if (address)
        g_string_append_uri_escaped (result, value, NULL, FALSE);
      else
        g_string_append (result, value);
      text = end;
    }
  g_string_append (result, text);
  *filled = g_string_free (g_steal_pointer (&result), FALSE);
  return TRUE;
}

/**
 * herald_emulator_placeholders_fill:
 * @self: the placeholders of @message
 * @message: a message
 * @values: (element-type utf8): of the columns, %NULL where a person has none
 * @missing: (out) (transfer full): the label that has no text
 *
 * Returns: (transfer full) (nullable): the message for that person
 */
HeraldEmulatorMessage *
herald_emulator_placeholders_fill (HeraldEmulatorPlaceholders  *self,
                                   const HeraldEmulatorMessage *message,
                                   GPtrArray                   *values,
                                   char                       **missing)
{
  g_autoptr (HeraldEmulatorMessage) filled = g_new0 (HeraldEmulatorMessage, 1);

  filled->notification = message->notification;
  if (!fill (self, message->title, FALSE, values, &filled->title, missing) ||
      !fill (self, message->subtitle, FALSE, values, &filled->subtitle, missing) ||
      !fill (self, message->body, FALSE, values, &filled->body, missing) ||
      !fill (self, message->image_url, TRUE, values, &filled->image_url, missing) ||
      !fill (self, message->link, TRUE, values, &filled->link, missing))
    return NULL;
  return g_steal_pointer (&filled);
}
