/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queries for the Dataverse Web API in which no address and no name can break out: a literal is
 * quoted first, then the whole option is percent-encoded. */
#include "config.h"

#include "model/herald-odata.h"

#include <stdarg.h>
#include <string.h>

/**
 * herald_odata_quote:
 * @text: any text
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): a string literal: in single quotes, those inside doubled
 */
char *
herald_odata_quote (const char *text)
{
  GString *quoted;

  g_return_val_if_fail (text != NULL, NULL);

  quoted = g_string_new ("'");
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '\'')
        g_string_append_c (quoted, '\'');
      g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '\'');
  return g_string_free (quoted, FALSE);
}

/**
 * herald_odata_escape_like:
 * @text: any text
 *
 * Inside contains(), startswith() and endswith() Dataverse reads `%`, `_` and `[…]` as wildcards;
 * in brackets they stand for themselves.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): text that matches itself only; it still has to be quoted
 */
char *
herald_odata_escape_like (const char *text)
{
  GString *escaped;

  g_return_val_if_fail (text != NULL, NULL);

  escaped = g_string_new (NULL);
  for (const char *c = text; *c != '\0'; c++)
    if (strchr ("%_[", *c) != NULL)
      g_string_append_printf (escaped, "[%c]", *c);
    else
      g_string_append_c (escaped, *c);
  return g_string_free (escaped, FALSE);
}

/**
 * herald_odata_encode:
 * @value: the value of a query option, its literals quoted
 *
 * Encodes all but letters, digits and `-._~`, so that `+`, `&` and `#` keep their meaning.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): what may follow `$filter=`
 */
char *
herald_odata_encode (const char *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  return g_uri_escape_string (value, NULL, FALSE);
}

/**
 * herald_odata_build_query:
 * @set: the entity set, such as “contacts”
 * @first_option: (nullable): the first option's name, such as “$filter”
 * @...: its value, then further names and values, then %NULL
 *
 * An option whose value is %NULL is left out.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): `contacts?$select=…&$filter=…`, relative to the API's base
 */
char *
herald_odata_build_query (const char *set, const char *first_option, ...)
{
  GString *query;
  va_list  arguments;
  char     separator = '?';

  g_return_val_if_fail (set != NULL, NULL);

  query = g_string_new (set);
  va_start (arguments, first_option);
  for (const char *option = first_option; option != NULL; option = va_arg (arguments, const char *))
    {
      const char      *value = va_arg (arguments, const char *);
      g_autofree char *encoded = value != NULL ? herald_odata_encode (value) : NULL;

      if (encoded == NULL)
        continue;
      g_string_append_printf (query, "%c%s=%s", separator, option, encoded);
      separator = '&';
    }
  va_end (arguments);
  return g_string_free (query, FALSE);
}

/**
 * herald_odata_person_by_email:
 * @set: “contacts” or “leads”
 * @email: an e-mail address
 *
 * Both address columns of a contact are searched; a lead is looked up by the one it is written to
 * at. All matches come: no `$top` may hide that there are several.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the query, relative to the API's base
 */
char *
herald_odata_person_by_email (const char *set, const char *email)
{
  g_autofree char *literal = NULL;
  g_autofree char *filter = NULL;

  g_return_val_if_fail (set != NULL && email != NULL, NULL);

  literal = herald_odata_quote (email);
  if (strcmp (set, "leads") == 0)
    {
      filter = g_strdup_printf ("emailaddress1 eq %s", literal);
      return herald_odata_build_query (set, "$select",
                                       "leadid,fullname,companyname,emailaddress1,mobilephone,"
                                       "statecode",
                                       "$filter", filter, "$orderby", "fullname,leadid", NULL);
    }
  filter = g_strdup_printf ("emailaddress1 eq %s or emailaddress2 eq %s", literal, literal);
  return herald_odata_build_query (set, "$select",
                                   "contactid,fullname,emailaddress1,emailaddress2,mobilephone,"
                                   "_parentcustomerid_value,statecode",
                                   "$filter", filter, "$orderby", "fullname,contactid", NULL);
}
