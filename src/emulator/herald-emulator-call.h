/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request and its answer, whichever transport carried it. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_CALL (herald_emulator_call_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorCall, herald_emulator_call, HERALD, EMULATOR_CALL, GObject)

typedef enum
{
  HERALD_EMULATOR_OVER_HTTP,
  HERALD_EMULATOR_OVER_HTTPS,
  HERALD_EMULATOR_OVER_H2,
} HeraldEmulatorTransport;

/* What happens to an answer on its way out when the emulator fails on purpose. */
typedef struct
{
  guint    delay_ms;
  gboolean drop;     /* the connection or the stream ends without it */
  gboolean truncate; /* its length is announced, half of it is sent */
  gboolean garbage;  /* its body is nonsense */
} HeraldEmulatorDamage;

typedef void (*HeraldEmulatorCallFunc) (HeraldEmulatorCall *call, gpointer user_data);
/* Whether the peer is gone. */
typedef gboolean (*HeraldEmulatorGoneFunc) (gpointer user_data);

/* For the transports. @release_func gets the answered call when its bytes may leave; @path and
 * @query are percent-encoded as they came. */
HeraldEmulatorCall *herald_emulator_call_new (HeraldEmulatorTransport transport,
                                              const char             *method,
                                              const char             *path,
                                              const char             *query,
                                              HeraldEmulatorCallFunc  release_func,
                                              gpointer                user_data,
                                              GDestroyNotify          destroy);
void     herald_emulator_call_set_gone_func (HeraldEmulatorCall *self, HeraldEmulatorGoneFunc func);
void     herald_emulator_call_add_request_header (HeraldEmulatorCall *self,
                                                  const char         *name,
                                                  const char         *value);
void     herald_emulator_call_set_body (HeraldEmulatorCall *self, GBytes *body);
void     herald_emulator_call_set_connection (HeraldEmulatorCall *self,
                                              GObject            *connection,
                                              const char         *certificate);
void     herald_emulator_call_take_companion (HeraldEmulatorCall *self,
                                              gpointer            companion,
                                              GDestroyNotify      destroy);
void     herald_emulator_call_set_answered_func (HeraldEmulatorCall    *self,
                                                 HeraldEmulatorCallFunc func,
                                                 gpointer               user_data);
gpointer herald_emulator_call_get_answered_data (HeraldEmulatorCall *self);
void     herald_emulator_call_take_captures (HeraldEmulatorCall *self, GPtrArray *captures);
void     herald_emulator_call_release (HeraldEmulatorCall *self);
void herald_emulator_call_replace_answer (HeraldEmulatorCall *self, guint status, const char *json);

/* @fault: the rule that does it. */
void        herald_emulator_call_set_damage (HeraldEmulatorCall         *self,
                                             const char                 *fault,
                                             const HeraldEmulatorDamage *damage);
const char *herald_emulator_call_get_fault (HeraldEmulatorCall *self); /* (nullable) */
const HeraldEmulatorDamage *herald_emulator_call_get_damage (HeraldEmulatorCall *self);
void                        herald_emulator_call_garble (HeraldEmulatorCall *self);

/* The request. */
GObject                *herald_emulator_call_get_connection (HeraldEmulatorCall *self);
const char             *herald_emulator_call_get_certificate (HeraldEmulatorCall *self);
HeraldEmulatorTransport herald_emulator_call_get_transport (HeraldEmulatorCall *self);
const char             *herald_emulator_call_get_method (HeraldEmulatorCall *self);
const char             *herald_emulator_call_get_path (HeraldEmulatorCall *self);
const char             *herald_emulator_call_get_query (HeraldEmulatorCall *self); /* (nullable) */
const char *herald_emulator_call_get_header (HeraldEmulatorCall *self, const char *name);
GPtrArray  *herald_emulator_call_get_request_headers (HeraldEmulatorCall *self);
GBytes     *herald_emulator_call_get_body (HeraldEmulatorCall *self);
const char *herald_emulator_call_get_capture (HeraldEmulatorCall *self, const char *name);
gint64      herald_emulator_call_get_start_us (HeraldEmulatorCall *self);
char       *herald_emulator_call_dup_origin (HeraldEmulatorCall *self);
gboolean    herald_emulator_call_is_abandoned (HeraldEmulatorCall *self);

/* The answer: headers first, then one of the respond functions, now or later, exactly once. */
void
herald_emulator_call_add_header (HeraldEmulatorCall *self, const char *name, const char *value);
void herald_emulator_call_respond (HeraldEmulatorCall *self, guint status, GBytes *body);
void herald_emulator_call_respond_json (HeraldEmulatorCall *self, guint status, JsonNode *node);
void herald_emulator_call_respond_text (HeraldEmulatorCall *self,
                                        guint               status,
                                        const char         *content_type,
                                        const char         *text);
void
herald_emulator_call_refuse_for_good (HeraldEmulatorCall *self, guint status, const char *json);
gboolean    herald_emulator_call_is_answered (HeraldEmulatorCall *self);
guint       herald_emulator_call_get_status (HeraldEmulatorCall *self);
GPtrArray  *herald_emulator_call_get_answer_headers (HeraldEmulatorCall *self);
GBytes     *herald_emulator_call_get_answer_body (HeraldEmulatorCall *self);
const char *herald_emulator_call_get_answer_header (HeraldEmulatorCall *self, const char *name);

G_END_DECLS
