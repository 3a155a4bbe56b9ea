"""What points at images and shows none itself: a grayscale presentation state and a key object selection.

Standard: DICOM PS3.3 A.33.1 Grayscale Softcopy Presentation State, A.35.4 Key Object Selection.
"""

from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.uid import GrayscaleSoftcopyPresentationStateStorage, KeyObjectSelectionDocumentStorage

from tijdlijn.testing.phantoms.coded import code_sequence, item, items
from tijdlijn.testing.phantoms.dicom_header import StudyHeader, instance, study_elements
from tijdlijn.testing.phantoms.references import Reference, by_series, evidence, referenced


def presentation_state(
    header: StudyHeader, image: Dataset, reference: Reference, series_number: int
) -> Dataset:
    """How somebody looked at `image`: a window, and an arrow with a word beside it."""
    common = study_elements(header, series_number, "Presentatie")
    common.Modality = "PR"
    common.Manufacturer = "Tijdlijn testbeelden"
    common.ContentLabel = "PIJL"
    common.ContentDescription = "Aangewezen door de radioloog"
    common.PresentationCreationDate, common.PresentationCreationTime = common.ContentDate, common.ContentTime
    common.ContentCreatorName = "Test-Radioloog"
    common.ReferencedSeriesSequence = by_series([reference])
    common.SoftcopyVOILUTSequence = items(item(WindowCenter="40", WindowWidth="350"))
    common.PresentationLUTShape = "IDENTITY"
    common.DisplayedAreaSelectionSequence = items(
        item(
            DisplayedAreaTopLeftHandCorner=[1, 1],
            DisplayedAreaBottomRightHandCorner=[image.Columns, image.Rows],
            PresentationSizeMode="SCALE TO FIT",
            PresentationPixelAspectRatio=[1, 1],
        )
    )
    common.GraphicLayerSequence = items(item(GraphicLayer="PIJLEN", GraphicLayerOrder=1))
    middle_x, middle_y = image.Columns / 2, image.Rows / 2
    common.GraphicAnnotationSequence = items(
        item(
            GraphicLayer="PIJLEN",
            ReferencedImageSequence=items(referenced(reference)),
            TextObjectSequence=items(
                item(
                    AnchorPointAnnotationUnits="PIXEL",
                    AnchorPoint=[middle_x, middle_y],
                    AnchorPointVisibility="Y",
                    UnformattedTextValue="zie verslag",
                )
            ),
            GraphicObjectSequence=items(
                item(
                    GraphicAnnotationUnits="PIXEL",
                    GraphicDimensions=2,
                    NumberOfGraphicPoints=2,
                    GraphicData=[middle_x - 40, middle_y - 40, middle_x, middle_y],
                    GraphicType="POLYLINE",
                    GraphicFilled="N",
                )
            ),
        )
    )
    return instance(common, GrayscaleSoftcopyPresentationStateStorage, header.uid_path, 1, ())


def key_objects(header: StudyHeader, chosen: Sequence[Reference], series_number: int) -> Dataset:
    """The images that somebody chose for a meeting."""
    common = study_elements(header, series_number, "Sleutelbeelden")
    common.Modality = "KO"
    common.Manufacturer = "Tijdlijn testbeelden"
    common.ReferencedPerformedProcedureStepSequence = []
    common.CurrentRequestedProcedureEvidenceSequence = evidence(header, chosen)
    common.ValueType = "CONTAINER"
    common.ContinuityOfContent = "SEPARATE"
    common.ConceptNameCodeSequence = code_sequence(("113004", "DCM", "For Conference"))
    common.ContentTemplateSequence = items(item(MappingResource="DCMR", TemplateIdentifier="2010"))
    common.ContentSequence = items(
        *(
            item(RelationshipType="CONTAINS", ValueType="IMAGE", ReferencedSOPSequence=items(referenced(one)))
            for one in chosen
        )
    )
    return instance(common, KeyObjectSelectionDocumentStorage, header.uid_path, 1, ())
