//! The script that imports a folder into Neo4j.

use crate::export::shell::TO_ITS_FOLDER;

/// Returns the script that imports files, each given as an option such as `--nodes=nodes.csv`. `more` are options for what
/// the files need.
pub(in crate::export) fn script(files: impl Iterator<Item = String>, separator: char, more: &str) -> String {
    let files: String = files.map(|file| format!("{file} \\\n  ")).collect();
    format!(
        "#!/bin/sh\n\
         # Imports this folder into a new Neo4j database while Neo4j is stopped:\n\
         #   sh import.sh [DATABASE] [OPTION...], for example: sh import.sh neo4j --overwrite-destination\n\
         # Set NEO4J_ADMIN if neo4j-admin is not on the PATH. Run constraints.cypher afterwards.\n\
         set -eu\n\
         {TO_ITS_FOLDER}\
         database=neo4j\n\
         if [ $# -gt 0 ]; then database=$1; shift; fi\n\
         \"${{NEO4J_ADMIN:-neo4j-admin}}\" database import full \"$database\" \\\n  \
         {files}{more}--id-type=string --multiline-fields=true --array-delimiter=U+{:04X} --bad-tolerance=0 \\\n  \
         \"$@\"\n",
        u32::from(separator)
    )
}
