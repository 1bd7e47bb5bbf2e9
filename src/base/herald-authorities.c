/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection is given this database, which asks the system's. Given none or a database of its own
 * kind, glib-networking 2.74 reads the system's authorities anew for every connection and keeps
 * them with it: 4 MB and ten times the processor time of the handshake itself. */
#include "config.h"

#include "base/herald-authorities.h"

struct _HeraldAuthorities
{
  GTlsDatabase parent_instance;

  GTlsDatabase *file; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldAuthorities, herald_authorities, G_TYPE_TLS_DATABASE)

/* The system is asked first; what only it does not know is judged by the file. */
static GTlsCertificateFlags
herald_authorities_verify_chain (GTlsDatabase           *database,
                                 GTlsCertificate        *chain,
                                 const char             *purpose,
                                 GSocketConnectable     *identity,
                                 GTlsInteraction        *interaction,
                                 GTlsDatabaseVerifyFlags flags,
                                 GCancellable           *cancellable,
                                 GError                **error)
{
  HeraldAuthorities *self = HERALD_AUTHORITIES (database);
  g_autoptr (GTlsDatabase) system =
    g_tls_backend_get_default_database (g_tls_backend_get_default ());
  GTlsCertificateFlags problems = G_TLS_CERTIFICATE_UNKNOWN_CA;

  /* A computer without any authority has no database. */
  if (system != NULL)
    problems = g_tls_database_verify_chain (system, chain, purpose, identity, interaction, flags,
                                            cancellable, error);
  if (problems != G_TLS_CERTIFICATE_UNKNOWN_CA || self->file == NULL)
    return problems;
  return g_tls_database_verify_chain (self->file, chain, purpose, identity, interaction, flags,
                                      cancellable, error);
}

static void
herald_authorities_finalize (GObject *object)
{
  g_clear_object (&HERALD_AUTHORITIES (object)->file);
  G_OBJECT_CLASS (herald_authorities_parent_class)->finalize (object);
}

static void
herald_authorities_class_init (HeraldAuthoritiesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_authorities_finalize;
  G_TLS_DATABASE_CLASS (klass)->verify_chain = herald_authorities_verify_chain;
}

static void
herald_authorities_init (HeraldAuthorities *self)
{
}

/**
 * herald_authorities_new:
 * @ca_file: (nullable): path of PEM certificates to trust beside the system's authorities
 *
 * Reads the file; the system's authorities are read when a server is judged first. It does not
 * change, and any thread may ask it. **Errors:** those of g_tls_file_database_new().
 *
 * Returns: (transfer full): whom to trust
 */
HeraldAuthorities *
herald_authorities_new (const char *ca_file, GError **error)
{
  g_autoptr (HeraldAuthorities) self = g_object_new (HERALD_TYPE_AUTHORITIES, NULL);

  if (ca_file != NULL)
    {
      self->file = g_tls_file_database_new (ca_file, error);
      if (self->file == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}
