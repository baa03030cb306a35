"""Loads Croissant descriptions with mlcroissant, the reference implementation, and prints their record sets.

Fails on errors, on warnings other than of recommended properties that a card does not have, and on properties that are written and were not
read. Fetches nothing: the files that are described are ciphertext.
"""

import argparse
import json
import logging
import sys


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", help="directory with mlcroissant and what it needs")
    parser.add_argument("descriptions", nargs="+")
    arguments = parser.parse_args()
    if arguments.packages:
        sys.path.insert(0, arguments.packages)
    import mlcroissant

    heard = []

    class Ear(logging.Handler):
        def emit(self, record):
            heard.append(record.getMessage())

    logging.getLogger("absl").addHandler(Ear(level=logging.WARNING))
    failed = False

    def complain(text):
        nonlocal failed
        failed = True
        print(f"  WRONG: {text}")

    for path in arguments.descriptions:
        heard.clear()
        print(path)
        with open(path) as file:
            written = json.load(file)
        try:
            metadata = mlcroissant.Dataset(jsonld=path).metadata
        except mlcroissant.ValidationError as error:
            complain(f"not valid: {error}")
            continue
        issues = metadata.ctx.issues
        for problem in sorted(set(issues.errors) | set(issues.warnings) | {h for h in heard if "during the validation" not in h}):
            if "is recommended, but does not exist" in problem:
                print(f"  note: {problem}")
            else:
                complain(problem)
        if not metadata.ctx.is_v1_1():
            complain(f"read as {metadata.ctx.conforms_to}, not as Croissant 1.1")
        if not metadata.ctx.is_live_dataset:
            complain("not taken as a live dataset")
        for key, value in {
            "creator": metadata.creators,
            "license": metadata.license,
            "keywords": metadata.keywords,
            "citeAs": metadata.cite_as,
            "datePublished": metadata.date_published,
            "rai:dataCollection": metadata.data_collection,
            "rai:dataBiases": metadata.data_biases,
            "rai:dataUseCases": metadata.data_use_cases,
            "rai:dataLimitations": metadata.data_limitations,
            "rai:dataSocialImpact": metadata.data_social_impact,
            "rai:dataAnnotationProtocol": metadata.data_annotation_protocol,
            "rai:personalSensitiveInformation": metadata.personal_sensitive_information,
            "distribution": metadata.distribution,
            "recordSet": metadata.record_sets,
        }.items():
            if key in written and not value:
                complain(f"{key} is written and was not read")
        sums = [f.sha256 for f in metadata.distribution if isinstance(f, mlcroissant.FileObject)]
        print(f"  name {metadata.name}, {len(sums)} files, {len(metadata.distribution) - len(sums)} sets of files")
        for record_set in metadata.record_sets:
            print(f"  record set {record_set.id}")
            for field in record_set.fields:
                print(f"    {field.id}: {', '.join(str(t) for t in field.data_types)}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
