/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict JSON in, typed members out. json-glib is lenient: it takes comments, trailing documents
 * and repeated members, all of which a service may read differently from us. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HERALD_JSON_MAX_DEPTH 64

typedef enum
{
  HERALD_JSON_REQUIRED,
  HERALD_JSON_OPTIONAL, /* absent and null are the same and no error */
} HeraldJsonPresence;

JsonNode   *herald_json_parse (const char *text, gssize length, GError **error);
JsonNode   *herald_json_parse_bytes (GBytes *bytes, GError **error);
JsonObject *herald_json_parse_object (GBytes *bytes, GError **error);
gboolean    herald_json_read_string (JsonObject        *object,
                                     const char        *name,
                                     HeraldJsonPresence presence,
                                     const char       **value,
                                     GError           **error);
gboolean    herald_json_read_int (JsonObject        *object,
                                  const char        *name,
                                  HeraldJsonPresence presence,
                                  gint64            *value,
                                  GError           **error);
gboolean    herald_json_read_boolean (JsonObject        *object,
                                      const char        *name,
                                      HeraldJsonPresence presence,
                                      gboolean          *value,
                                      GError           **error);
gboolean    herald_json_read_object (JsonObject        *object,
                                     const char        *name,
                                     HeraldJsonPresence presence,
                                     JsonObject       **value,
                                     GError           **error);
gboolean    herald_json_read_array (JsonObject        *object,
                                    const char        *name,
                                    HeraldJsonPresence presence,
                                    JsonArray        **value,
                                    GError           **error);
char       *herald_json_write (JsonNode *node, gboolean pretty);
GBytes     *herald_json_write_bytes (JsonNode *node);

G_END_DECLS
