/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads FetchXML and checks its form. Source: “FetchXml reference”, read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-fetch-element.h"

#include <string.h>

#define DEEPEST 64 /* elements in elements */

typedef struct
{
  HeraldEmulatorFetchElement *root; /* (owned) (nullable) */
  GPtrArray                  *open; /* (element-type HeraldEmulatorFetchElement) (unowned) */
} Reader;

#define ATTRIBUTE " name alias aggregate groupby dategrouping distinct usertimezone *rowaggregate "
#define ORDER " attribute alias descending entityname "
#define FILTER                                                                                     \
  " type hint isquickfindfields overridequickfindrecordlimitenabled "                              \
  "overridequickfindrecordlimitdisabled "
#define CONDITION                                                                                  \
  " attribute operator value valueof entityname uiname uitype uihidden *column *aggregate *alias " \
  "*rowaggregate "
#define LINK                                                                                       \
  " name from to alias link-type visible intersect *enableprefiltering *prefilterparametername "

/* What an element may have; an asterisk marks what the service knows and the emulator does not. */
static const struct
{
  const char *name;
  const char *parent; /* (nullable) */
  const char *attributes;
} forms[] = {
  { "fetch", NULL,
    " aggregate aggregatelimit count distinct latematerialize mapping no-lock options "
    "output-format page paging-cookie returntotalrecordcount top useraworderby utc-offset version "
    "*datasource " },
  { "entity", "fetch", " name *enableprefiltering *prefilterparametername " },
  { "attribute", "entity", ATTRIBUTE },
  { "attribute", "link-entity", ATTRIBUTE },
  { "all-attributes", "entity", " " },
  { "all-attributes", "link-entity", " " },
  { "order", "entity", ORDER },
  { "order", "link-entity", ORDER },
  { "filter", "entity", FILTER },
  { "filter", "link-entity", FILTER },
  { "filter", "filter", FILTER },
  { "condition", "filter", CONDITION },
  { "value", "condition", " uiname uitype " },
  { "link-entity", "entity", LINK },
  { "link-entity", "link-entity", LINK },
  { "link-entity", "filter", LINK },
};

/**
 * herald_emulator_fetch_refuse:
 * @code: why
 * @error: gets it
 * @format: the sentence, as by printf()
 * @...: what it holds
 *
 * Returns: %FALSE
 */
gboolean
herald_emulator_fetch_refuse (HeraldEmulatorRefusal code, GError **error, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *sentence = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, HERALD_EMULATOR_REFUSAL, (gint) code, sentence);
  return FALSE;
}

static void
free_element (gpointer element)
{
  herald_emulator_fetch_element_free (element);
}

/**
 * herald_emulator_fetch_element_free:
 * @self: (nullable): the element to free, with those in it
 */
void
herald_emulator_fetch_element_free (HeraldEmulatorFetchElement *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->values, g_strfreev);
  if (self->text != NULL)
    g_string_free (g_steal_pointer (&self->text), TRUE);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

/**
 * herald_emulator_fetch_element_get:
 * @self: an element
 * @name: of an attribute
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
herald_emulator_fetch_element_get (const HeraldEmulatorFetchElement *self, const char *name)
{
  for (gsize i = 0; self->names[i] != NULL; i++)
    if (strcmp (self->names[i], name) == 0)
      return self->values[i];
  return NULL;
}

/**
 * herald_emulator_fetch_element_require:
 * @self: an element
 * @name: of an attribute
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_XML.
 *
 * Returns: (transfer none): its value
 */
const char *
herald_emulator_fetch_element_require (const HeraldEmulatorFetchElement *self,
                                       const char                       *name,
                                       GError                          **error)
{
  const char *value = herald_emulator_fetch_element_get (self, name);

  if (value == NULL)
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                  "Invalid XML: '%s' is missing.", name);
  return value;
}

/**
 * herald_emulator_fetch_element_read_flag:
 * @self: an element
 * @name: of an attribute
 * @flag: (out): what it says; %FALSE where it is absent
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_XML.
 *
 * Returns: whether it is absent or a flag
 */
gboolean
herald_emulator_fetch_element_read_flag (const HeraldEmulatorFetchElement *self,
                                         const char                       *name,
                                         gboolean                         *flag,
                                         GError                          **error)
{
  const char *value = herald_emulator_fetch_element_get (self, name);

  *flag = value != NULL && (strcmp (value, "true") == 0 || strcmp (value, "1") == 0);
  return value == NULL || *flag || strcmp (value, "false") == 0 || strcmp (value, "0") == 0 ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                       "Invalid XML: %s=\"%s\" is no flag.", name, value);
}

/**
 * herald_emulator_fetch_element_read_number:
 * @self: an element
 * @name: of an attribute
 * @number: (inout): what it says; stays as it is where the attribute is absent
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_XML.
 *
 * Returns: whether it is absent or a number from 1
 */
gboolean
herald_emulator_fetch_element_read_number (const HeraldEmulatorFetchElement *self,
                                           const char                       *name,
                                           gint64                           *number,
                                           GError                          **error)
{
  const char *value = herald_emulator_fetch_element_get (self, name);

  return value == NULL || g_ascii_string_to_signed (value, 10, 1, G_MAXINT32, number, NULL) ||
         herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                       "Invalid XML: %s=\"%s\" is no positive number.", name,
                                       value);
}

static HeraldEmulatorFetchElement *
get_innermost (const Reader *reader)
{
  return reader->open->len > 0 ? g_ptr_array_index (reader->open, reader->open->len - 1) : NULL;
}

static const char *
find_form (const char *name, const HeraldEmulatorFetchElement *parent)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (strcmp (forms[i].name, name) == 0 &&
        g_strcmp0 (forms[i].parent, parent != NULL ? parent->name : NULL) == 0)
      return forms[i].attributes;
  return NULL;
}

static gboolean
check_attributes (const HeraldEmulatorFetchElement *element, const char *allowed, GError **error)
{
  for (gsize i = 0; element->names[i] != NULL; i++)
    {
      const char      *name = element->names[i];
      g_autofree char *known = g_strdup_printf (" %s ", name);
      g_autofree char *unsupported = g_strdup_printf (" *%s ", name);

      if (strstr (allowed, unsupported) != NULL)
        return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED, error,
                                             "The emulator does not support the attribute '%s' of "
                                             "'%s' in fetchXml.",
                                             name, element->name);
      if (strstr (allowed, known) == NULL ||
          herald_emulator_fetch_element_get (element, name) != element->values[i])
        return herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                             "Invalid XML: '%s' may not have this attribute '%s'.",
                                             element->name, name);
    }
  return TRUE;
}

static HeraldEmulatorFetchElement *
add_element (Reader *reader, const char *name, const char **names, const char **values)
{
  HeraldEmulatorFetchElement *element = g_new0 (HeraldEmulatorFetchElement, 1);
  HeraldEmulatorFetchElement *parent = get_innermost (reader);

  element->name = g_strdup (name);
  element->names = g_strdupv ((gpointer) names);
  element->values = g_strdupv ((gpointer) values);
  element->children = g_ptr_array_new_with_free_func (free_element);
  if (strcmp (name, "value") == 0)
    element->text = g_string_new (NULL);
  if (parent != NULL)
    g_ptr_array_add (parent->children, element);
  else
    reader->root = element;
  g_ptr_array_add (reader->open, element);
  return element;
}

static void
start_element (GMarkupParseContext *parse,
               const char          *name,
               const char         **names,
               const char         **values,
               gpointer             data,
               GError             **error)
{
  Reader     *reader = data;
  const char *allowed = find_form (name, get_innermost (reader));

  if (allowed == NULL)
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                  "Invalid XML: '%s' may not stand here.", name);
  else if (reader->open->len == 0 && reader->root != NULL)
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                  "Invalid XML: two roots.");
  else if (reader->open->len == DEEPEST)
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT, error,
                                  "The fetchXml is nested too deeply.");
  else
    check_attributes (add_element (reader, name, names, values), allowed, error);
}

static void
end_element (GMarkupParseContext *parse, const char *name, gpointer data, GError **error)
{
  Reader *reader = data;

  g_ptr_array_set_size (reader->open, (int) reader->open->len - 1);
}

static void
read_text (GMarkupParseContext *parse,
           const char          *text,
           gsize                length,
           gpointer             data,
           GError             **error)
{
  HeraldEmulatorFetchElement *element = get_innermost (data);

  if (element != NULL && element->text != NULL)
    g_string_append_len (element->text, text, (gssize) length);
  else if (strspn (text, " \t\r\n") < length)
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error,
                                  "Invalid XML: text may not stand here.");
}

/**
 * herald_emulator_fetch_element_parse:
 * @xml: FetchXML
 *
 * **Errors:** #HERALD_EMULATOR_REFUSAL_BAD_XML, #HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
 * #HERALD_EMULATOR_REFUSAL_NOT_IMPLEMENTED.
 *
 * Returns: (transfer full): its root, “fetch”
 */
HeraldEmulatorFetchElement *
herald_emulator_fetch_element_parse (const char *xml, GError **error)
{
  static const GMarkupParser parser = { .start_element = start_element,
                                        .end_element = end_element,
                                        .text = read_text };
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  Reader reader = { .open = open };
  g_autoptr (GMarkupParseContext) context =
    g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reader, NULL);
  g_autoptr (GError) local_error = NULL;

  if (g_markup_parse_context_parse (context, xml, (gssize) strlen (xml), &local_error) &&
      g_markup_parse_context_end_parse (context, &local_error))
    return reader.root;
  herald_emulator_fetch_element_free (reader.root);
  if (local_error->domain == HERALD_EMULATOR_REFUSAL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    herald_emulator_fetch_refuse (HERALD_EMULATOR_REFUSAL_BAD_XML, error, "Invalid XML.");
  return NULL;
}
