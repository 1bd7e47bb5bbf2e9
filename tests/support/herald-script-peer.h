/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer on 127.0.0.1 that answers HTTP/1.1 from a script, on threads of its own, and remembers to
 * the byte what it was asked. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_SCRIPT_PEER (herald_script_peer_get_type ())
G_DECLARE_FINAL_TYPE (HeraldScriptPeer, herald_script_peer, HERALD, SCRIPT_PEER, GObject)

HeraldScriptPeer *herald_script_peer_new (void);
const char *herald_script_peer_get_url (HeraldScriptPeer *self); /* “http://127.0.0.1:port” */

/* The script. Each request takes the first line whose @path its path begins with (NULL: any). */
void herald_script_peer_answer (HeraldScriptPeer *self,
                                const char       *path,
                                guint             status,
                                const char       *headers, /* (nullable) lines ending in \r\n */
                                const char       *body);         /* JSON */
void herald_script_peer_answer_raw (HeraldScriptPeer *self, const char *path, const char *bytes);
void herald_script_peer_reset (HeraldScriptPeer *self, const char *path, const char *bytes_before);
void herald_script_peer_hold (HeraldScriptPeer *self, const char *path);

guint herald_script_peer_get_n_requests (HeraldScriptPeer *self);
guint herald_script_peer_count_requests (HeraldScriptPeer *self, const char *first_line_prefix);
/* Head and body as they came; the peer keeps it. */
const char *herald_script_peer_get_request (HeraldScriptPeer *self, guint index);
void        herald_script_peer_wait_for_requests (HeraldScriptPeer *self, guint n_requests);
void        herald_script_peer_stop (HeraldScriptPeer *self);

G_END_DECLS
