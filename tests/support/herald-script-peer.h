/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer on 127.0.0.1 that answers HTTP/1.1 from a script, on threads of its own, and remembers to
 * the byte what it was asked. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_SCRIPT_PEER (herald_script_peer_get_type ())
G_DECLARE_FINAL_TYPE (HeraldScriptPeer, herald_script_peer, HERALD, SCRIPT_PEER, GObject)

HeraldScriptPeer *herald_script_peer_new (void);
/* Refuses connections, then makes them and is silent, then answers. @certificate: (nullable): HTTPS
 * to “localhost” */
HeraldScriptPeer *herald_script_peer_new_closed (GTlsCertificate *certificate);
/* Another protocol than HTTP/1.1 over @stream, until it has ended. Returns whether TCP is reset
 * instead of closed. **Thread:** one of its own. */
typedef gboolean (*HeraldScriptPeerTalk) (GIOStream    *stream,
                                          GCancellable *cancellable,
                                          gpointer      data);
void herald_script_peer_set_talk (HeraldScriptPeer *self, HeraldScriptPeerTalk talk, gpointer data);
void herald_script_peer_set_protocols (HeraldScriptPeer *self, const char *const *protocols);
void herald_script_peer_remember (HeraldScriptPeer *self, char *request);
void herald_script_peer_listen (HeraldScriptPeer *self);
void herald_script_peer_start (HeraldScriptPeer *self);
void herald_script_peer_set_certificate (HeraldScriptPeer *self, GTlsCertificate *certificate);
const char *herald_script_peer_get_url (HeraldScriptPeer *self); /* “http://127.0.0.1:port” */

/* The script. Each request takes the first line whose @path its path begins with (NULL: any). */
void herald_script_peer_answer (HeraldScriptPeer *self,
                                const char       *path,
                                guint             status,
                                const char       *headers, /* (nullable) lines ending in \r\n */
                                const char       *body);         /* JSON */
void herald_script_peer_answer_raw (HeraldScriptPeer *self, const char *path, const char *bytes);
void herald_script_peer_reset (HeraldScriptPeer *self, const char *path, const char *bytes_before);
void herald_script_peer_hold (HeraldScriptPeer *self, const char *path, const char *bytes_before);
/* Bytes without end: blanks one at a time, or as much as the client takes. */
void herald_script_peer_drip (HeraldScriptPeer *self, const char *path, const char *bytes_before);
void herald_script_peer_flood (HeraldScriptPeer *self, const char *path, const char *bytes_before);
/* @body with HERALD_SCRIPT_PEER_QUOTE in it: there stands what the client sent as its credentials
 * and in its body, written for JSON. */
#define HERALD_SCRIPT_PEER_QUOTE "@QUOTE@"
void
herald_script_peer_quote (HeraldScriptPeer *self, const char *path, guint status, const char *body);
void herald_script_peer_answer_always (HeraldScriptPeer *self,
                                       const char       *path,
                                       guint             status,
                                       const char       *headers,
                                       const char       *body);
void herald_script_peer_clear (HeraldScriptPeer *self);

guint herald_script_peer_get_n_requests (HeraldScriptPeer *self);
guint herald_script_peer_count_requests (HeraldScriptPeer *self, const char *first_line_prefix);
/* Head and body as they came; the peer keeps it. */
const char *herald_script_peer_get_request (HeraldScriptPeer *self, guint index);
void        herald_script_peer_wait_for_requests (HeraldScriptPeer *self, guint n_requests);
void        herald_script_peer_stop (HeraldScriptPeer *self);

G_END_DECLS
